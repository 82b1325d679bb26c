import { logout } from "/page/api.js";
import { isAtWork, stateOf } from "/page/format.js";
import { Icon } from "/page/icons.js";
import { useFleet } from "/page/live.js";
import { to } from "/page/route.js";
import { html, useEffect, useRef, useState } from "/page/ui.js";

/** What stands around every screen: the way home, who is logged in, and whether the page still hears the server. */
export function Shell({ who, at, onLogout, children }) {
  const { connected, problem, job } = useFleet();
  const leave = () => logout().then(onLogout, onLogout);
  const link = (part, words, now) => html`<a href=${to(...part)} aria-current=${now ? "page" : undefined}>${words}</a>`;
  return html`<a
      class="skip"
      href="#content"
      onClick=${(event) => (event.preventDefault(), document.getElementById("content").focus())}
      >Skip to the content</a
    >
    <header class="top">
      <a class="brand" href="#/" aria-label="Fleet, all instances"
        ><img src="/page/mark.svg" alt="" width="28" height="28" /><span>Fleet</span></a
      >
      <nav aria-label="Main">
        ${link([], "Instances", at === undefined || at === "projects" || at === "new")}
        ${link(["activity"], "Activity", at === "activity")}
      </nav>
      <div class="who">
        ${job && html`<span class="atwork" title="By ${job.user}"><i></i><span>${job.name}</span></span>`}
        <${Look} />
        <span class="name" title="May ${who.scope}">${who.user}</span>
        <button type="button" class="bare" aria-label="Log out" onClick=${leave}><${Icon} name="leave" /></button>
      </div>
    </header>
    <div role="status" class="link-state">
      ${connected === false && html`<p>Waits for the server. What you see may be old.</p>`}
      ${problem && html`<p>${problem}</p>`}
    </div>
    <${Changes} />
    <main id="content" tabindex="-1">${children}</main>`;
}

/** Says to who cannot see it that an instance has come into another state. */
function Changes() {
  const { projects, job } = useFleet();
  const before = useRef({});
  const [said, say] = useState("");
  useEffect(() => {
    if (projects === undefined) return;
    const settled = projects.filter((project) => !isAtWork(project, job));
    const changed = settled.filter(({ id, state }) => (before.current[id] ?? state) !== state);
    if (changed.length > 0) say(changed.map(({ id, state }) => `${id}: ${stateOf(state)[0]}`).join(", "));
    before.current = { ...before.current, ...Object.fromEntries(settled.map(({ id, state }) => [id, state])) };
  }, [projects]);
  return html`<p class="unseen" role="status">${said}</p>`;
}

/** Light or dark; as the system has it until somebody chooses. */
function Look() {
  const [isDark, setDark] = useState(() => document.documentElement.dataset.look === "dark");
  const turn = () => {
    const look = isDark ? "light" : "dark";
    document.documentElement.dataset.look = look;
    localStorage.setItem("fleet-look", look);
    setDark(!isDark);
  };
  return html`<button type="button" class="bare" aria-label=${isDark ? "Light look" : "Dark look"} onClick=${turn}>
    <${Icon} name=${isDark ? "sun" : "moon"} />
  </button>`;
}

/** Names the screen, in the tab of the browser and to who cannot see it. */
export function Title({ children, of }) {
  useEffect(() => {
    document.title = `${of ?? children} · Fleet`;
    document.getElementById("content")?.focus({ preventScroll: true });
  }, [of ?? children]);
  return html`<h1>${children}</h1>`;
}
