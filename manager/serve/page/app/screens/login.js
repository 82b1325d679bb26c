import { login } from "/page/api.js";
import { Failure, Notice, useCall } from "/page/parts/basics.js";
import { html, useEffect, useState } from "/page/ui.js";

export function Login({ who, onLogin }) {
  const [password, setPassword] = useState("");
  const sign = useCall(async () => onLogin(await login(password)));
  useEffect(() => void (document.title = "Log in · Fleet"), []);
  return html`<main class="alone">
    <form class="card login" onSubmit=${(event) => (event.preventDefault(), sign.run())}>
      <img src="/page/mark.svg" alt="" width="44" height="44" />
      <h1>Log in to your fleet</h1>
      <p class="faint">With the owner's password, or a token.</p>
      ${who.over && html`<${Notice}>Your login is over. Log in anew to go on.<//>`}
      ${who.password === false && html`<${Notice} title="No password is set yet">Set one on the server: <code>fleet tokens password</code><//>`}
      <input
        class="unseen"
        name="user"
        autocomplete="username"
        value="owner"
        tabindex="-1"
        aria-hidden="true"
        readonly
      />
      <label class="field"
        ><span>Password or token</span>
        <input
          type="password"
          name="password"
          autocomplete="current-password"
          autofocus
          required
          value=${password}
          onInput=${({ target }) => setPassword(target.value)}
        />
      </label>
      <${Failure} problem=${sign.problem} />
      <button class="button primary" type="submit" disabled=${sign.busy} aria-busy=${sign.busy}>
        <span>Log in</span>
      </button>
    </form>
  </main>`;
}
