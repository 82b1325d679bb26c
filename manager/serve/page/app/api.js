/** Calls to the server's own API, and nothing else: the page owns no logic. */

/** An answer that says what went wrong. */
export class Problem extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

let csrf;

/** Called when the login is over. */
let loggedOut = () => undefined;
export const onLoggedOut = (listener) => void (loggedOut = listener);

/** Milliseconds before each further try of a call that got no answer. */
const pauses = [300, 800, 2000, 4000];

/**
 * A browser drops its calls when a network of its machine comes or goes, as Docker's do. Each is tried again; a write carries a
 * key by which the server knows it from a second one.
 */
async function fetched(path, request) {
  for (const pause of [...pauses, undefined]) {
    try {
      return await fetch(path, request);
    } catch {
      if (pause === undefined) break;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  throw new Problem(0, "The server does not answer. Is “fleet serve” still running?");
}

const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16)).join("");

async function ask(method, path, body) {
  const headers = method === "GET" ? {} : { "idempotency-key": newKey() };
  if (body !== undefined) headers["content-type"] = "application/json";
  if (csrf !== undefined && method !== "GET") headers["x-csrf-token"] = csrf;
  const answer = await fetched(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  const data = await answer.json().catch(() => ({}));
  if (answer.ok) return data;
  if (answer.status === 401 && path !== "/session") loggedOut();
  throw new Problem(answer.status, data.message ?? `The server answered ${answer.status}.`);
}

export const get = (path) => ask("GET", `/platform${path}`);
export const post = (path, body) => ask("POST", `/platform${path}`, body);
export const patch = (path, body) => ask("PATCH", `/platform${path}`, body);
export const del = (path) => ask("DELETE", `/platform${path}`);

/** @returns who is logged in; `{ password }` says whether one is set when nobody is. */
export async function session() {
  return remembered(await ask("GET", "/session"));
}

export async function login(password) {
  return remembered(await ask("POST", "/session", { password }));
}

export async function logout() {
  await ask("DELETE", "/session");
  csrf = undefined;
}

function remembered(told) {
  csrf = told.csrf;
  return told;
}

/**
 * Listens to server-sent events; the browser connects again by itself. A page that nobody sees does not: browsers allow few
 * connections to one server.
 * @param listeners by the name of the event; `open` and `lost` hear of the connection, `gone` when the server refuses it.
 * @returns a function that ends it.
 */
export function listen(path, listeners) {
  let source;
  const open = () => {
    source = new EventSource(`/platform${path}`);
    for (const [name, tell] of Object.entries(listeners))
      if (!["open", "lost", "gone"].includes(name)) source.addEventListener(name, ({ data }) => tell(JSON.parse(data)));
    source.onopen = () => listeners.open?.();
    source.onerror = ({ target }) => {
      listeners.lost?.();
      if (target.readyState !== EventSource.CLOSED) return;
      listeners.gone?.();
      // A login that is over is a reason, and shows the login.
      get("/jobs").catch(() => undefined);
    };
  };
  const look = () => {
    if (!document.hidden && source === undefined) open();
    if (document.hidden) source = void source?.close();
  };
  const end = () => {
    document.removeEventListener("visibilitychange", look);
    source?.close();
  };
  document.addEventListener("visibilitychange", look);
  look();
  return end;
}
