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

async function ask(method, path, body) {
  const headers = {};
  if (body !== undefined) headers["content-type"] = "application/json";
  if (csrf !== undefined && method !== "GET") headers["x-csrf-token"] = csrf;
  let answer;
  try {
    answer = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch {
    throw new Problem(
      0,
      "The server does not answer. Is “fleet serve” still running? This page tries again by itself.",
    );
  }
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
 * Listens to server-sent events; the browser connects again by itself.
 * @param listeners by the name of the event; `lost` hears when the connection breaks, `open` when it is there.
 * @returns a function that ends it.
 */
export function listen(path, listeners) {
  const source = new EventSource(`/platform${path}`);
  for (const [name, tell] of Object.entries(listeners))
    if (name !== "lost" && name !== "open") source.addEventListener(name, ({ data }) => tell(JSON.parse(data)));
  source.onopen = () => listeners.open?.();
  source.onerror = () => {
    listeners.lost?.();
    // A browser gives up where the answer was a refusal: ask why.
    if (source.readyState === EventSource.CLOSED) void get("/jobs").catch(() => undefined);
  };
  return () => source.close();
}
