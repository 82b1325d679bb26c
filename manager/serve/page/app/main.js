import { onLoggedOut, session } from "/page/api.js";
import { Fleet, useLive } from "/page/live.js";
import { Shell } from "/page/parts/shell.js";
import { useRoute } from "/page/route.js";
import { Activity } from "/page/screens/activity.js";
import { Create } from "/page/screens/create.js";
import { Detail } from "/page/screens/detail.js";
import { List } from "/page/screens/list.js";
import { Login } from "/page/screens/login.js";
import { html, render, useEffect, useState } from "/page/ui.js";

/** Asks who is there: nobody gets the login, everybody else the page. */
function Page() {
  const [who, setWho] = useState();
  const [problem, setProblem] = useState();
  useEffect(() => {
    onLoggedOut(() => setWho((now) => (now?.user === undefined ? now : { password: true, over: true })));
    session().then(setWho, setProblem);
  }, []);
  if (problem !== undefined) return html`<main class="alone"><p role="alert">${problem.message}</p></main>`;
  if (who === undefined) return null;
  if (who.user === undefined) return html`<${Login} who=${who} onLogin=${setWho} />`;
  return html`<${Inside} who=${who} onLogout=${() => setWho({ password: true })} />`;
}

function Inside({ who, onLogout }) {
  const fleet = useLive();
  const route = useRoute();
  const [first, name, tab = "overview"] = route;
  const screen =
    first === "new"
      ? html`<${Create} who=${who} />`
      : first === "activity"
        ? html`<${Activity} who=${who} />`
        : first === "projects" && name !== undefined
          ? html`<${Detail} key=${name} id=${name} tab=${tab} who=${who} />`
          : html`<${List} who=${who} />`;
  return html`<${Fleet.Provider} value=${fleet}>
    <${Shell} who=${who} at=${first} onLogout=${onLogout}>${screen}<//>
  <//>`;
}

sessionStorage.removeItem("fleet-tries");
const root = document.getElementById("app");
root.replaceChildren();
render(html`<${Page} />`, root);
