import { Icon } from "/page/icons.js";
import { html, useEffect, useRef, useState } from "/page/ui.js";

/** A state in a colour and in words: nobody has to see the colour. */
export const State = ({ word, tone }) => html`<span class="state ${tone}"><i></i>${word}</span>`;

/** A button that waits for what it does, and says why it failed. */
export function Button({ onClick, icon, kind = "", busy = false, children, ...more }) {
  return html`<button
    type="button"
    class="button ${kind}"
    ...${more}
    aria-busy=${busy}
    disabled=${busy || more.disabled}
    onClick=${onClick}
  >
    ${icon && html`<${Icon} name=${icon} />`}<span>${children}</span>
  </button>`;
}

export const Notice = ({ tone = "info", title, children, action }) =>
  html`<div class="notice ${tone}" role=${tone === "bad" ? "alert" : "status"}>
    <${Icon} name=${tone === "good" ? "check" : tone === "info" ? "info" : "warn"} />
    <div>
      ${title && html`<strong>${title}</strong>`}
      <div class="words">${children}</div>
    </div>
    ${action}
  </div>`;

/** What went wrong with a call, in the server's own words: these say what to do. */
export const Failure = ({ problem, again }) =>
  problem === undefined
    ? null
    : html`<${Notice}
        tone="bad"
        title=${problem.status === 403 ? "Not allowed" : "That did not work"}
        action=${again && html`<${Button} onClick=${again} icon="restart">Try again<//>`}
      >
        ${problem.message}
      <//>`;

export const Loading = ({ what }) => html`<p class="loading" role="status"><i></i>${what}…</p>`;

/** Something that is fetched when it is shown. @returns what came, what went wrong, and a way to ask again. */
export function useFetched(fetching, keys) {
  const [state, setState] = useState({});
  const [round, setRound] = useState(0);
  useEffect(() => {
    let current = true;
    setState((now) => ({ value: now.value, loading: true }));
    fetching().then(
      (value) => current && setState({ value }),
      (problem) => current && setState({ problem }),
    );
    return () => void (current = false);
  }, [...keys, round]);
  return { ...state, again: () => setRound((now) => now + 1) };
}

/** A call that somebody starts. @returns it, whether it runs, and what went wrong. */
export function useCall(work) {
  const [state, setState] = useState({ busy: false });
  const run = async (...args) => {
    setState({ busy: true });
    try {
      const value = await work(...args);
      setState({ busy: false });
      return value;
    } catch (problem) {
      setState({ busy: false, problem });
      return undefined;
    }
  };
  return { ...state, run };
}

/** A dialog of the browser's own, which keeps the keyboard inside and closes on Escape. */
export function Dialog({ title, onClose, children, wide = false }) {
  const dialog = useRef();
  useEffect(() => {
    const { current } = dialog;
    current.showModal();
    return () => current.close();
  }, []);
  return html`<dialog
    class=${wide ? "wide" : ""}
    ref=${dialog}
    aria-labelledby="dialog-title"
    onCancel=${(event) => (event.preventDefault(), onClose())}
  >
    <header>
      <h2 id="dialog-title">${title}</h2>
      <button type="button" class="bare" aria-label="Close" onClick=${onClose}><${Icon} name="close" /></button>
    </header>
    ${children}
  </dialog>`;
}

/** Copies a text; says so where a screen reader hears it. @param value the text, or what fetches it. */
export function Copy({ value, label }) {
  const [done, setDone] = useState("");
  const copy = async () => {
    try {
      await toClipboard(typeof value === "function" ? await value() : value);
      setDone("Copied");
    } catch (error) {
      setDone(error.status === undefined ? "The browser refuses; select it by hand" : error.message);
    }
    setTimeout(() => setDone(""), 2000);
  };
  return html`<button
    type="button"
    class="copy ${done === "" ? "" : "done"}"
    aria-label="Copy ${label}"
    onClick=${copy}
  >
    <${Icon} name=${done === "Copied" ? "check" : "copy"} /><span role="status">${done || "Copy"}</span>
  </button>`;
}

/** Over plain http, away from localhost, a browser has no clipboard but by the old way. */
async function toClipboard(text) {
  if (navigator.clipboard !== undefined) return await navigator.clipboard.writeText(text);
  const area = document.body.appendChild(document.createElement("textarea"));
  area.value = text;
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  if (!copied) throw new Error("no clipboard");
}
