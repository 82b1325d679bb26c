/** The JSON schema of a stack file, as forms see it. */

/** What belongs to other screens, or changes no instance that runs. */
const elsewhere = ["name", "host", "moving", "state", "subnet", "secrets", "rotation"];

export function resolved(root, node) {
  if (node?.$ref === undefined) return node ?? {};
  const found = node.$ref
    .slice(2)
    .split("/")
    .reduce((now, key) => now?.[key], root);
  return { ...resolved(root, found), ...(node.description && { description: node.description }) };
}

export const isSecret = (node) => node?.$ref === "#/definitions/secret";

/** The key that tells the kinds of a group apart, such as the `backend` of a store. */
export const kindKey = ({ anyOf = [] }) =>
  Object.keys(anyOf[0]?.properties ?? {}).find((key) => anyOf.every(({ properties }) => properties?.[key]?.const !== undefined)); // prettier-ignore

/** The form that a part of the schema has: a name of `forms` in field.js. */
export function formOf(raw, { type, items, anyOf, additionalProperties, ...node }) {
  if (isSecret(raw)) return "secret";
  if (type === "boolean") return "switch";
  if (node.enum ?? anyOf?.[0].enum) return "choice";
  if (type === "integer" || type === "number") return "number";
  if (type === "string") return "text";
  if (type === "array" && items?.type === "string") return "lines";
  if (type === "object" && typeof additionalProperties === "object") return "named";
  if (anyOf === undefined) return "json";
  if (kindKey({ anyOf })) return "kinds";
  if (anyOf.some(({ properties }) => properties?.file)) return "words";
  return anyOf.every((each) => each.type === "string" || each.type === "integer") ? "text" : "json";
}

/** Fields by group: what lies at the top is `general`. */
export function sections(root) {
  // Those that people look for first; the rest follows.
  const groups = {
    general: [],
    services: [],
    auth: [],
    database: [],
    rest: [],
    storage: [],
    functions: [],
    backup: [],
  };
  for (const [name, raw] of Object.entries(root.definitions.settings.properties)) {
    if (elsewhere.includes(name)) continue;
    const node = resolved(root, raw);
    if (node.properties === undefined) groups.general.push({ path: name, node: raw.$ref ? raw : node });
    else groups[name] = fieldsOf(root, name, node);
  }
  const isProvider = ({ path }) => path.startsWith("auth.providers.");
  return {
    ...groups,
    auth: groups.auth.filter((field) => !isProvider(field)),
    providers: groups.auth.filter(isProvider),
  };
}

/** Every field below a group, in its order. */
function fieldsOf(root, path, node) {
  return Object.entries(node.properties).flatMap(([key, raw]) => {
    if (key === "changedFrom") return []; // fleet upgrade-postgres writes it
    const own = resolved(root, raw);
    const at = `${path}.${key}`;
    return own.properties === undefined || isSecret(raw) ? [{ path: at, node: raw }] : fieldsOf(root, at, own);
  });
}

/** What a group of values has at a path. */
export const at = (values, path) => path.split(".").reduce((now, key) => now?.[key], values);

const special = { providers: "Sign-in providers", siteUrl: "Site URL", mfa: "Two factors", smtp: "Mail server", jwtExpiry: "Token lifetime", rest: "REST", env: "Variables", totpEnroll: "Enrol authenticator apps", db: "Postgres", sftp: "SFTP", initSql: "First SQL", major: "Major version", verifyJwt: "Verify JWT" }; // prettier-ignore

/** `maxRows` as people write it. */
export function inWords(name) {
  const plain = name.replace(/([a-z0-9])([A-Z])/g, (_, before, after) => `${before} ${after.toLowerCase()}`);
  return special[name] ?? plain[0].toUpperCase() + plain.slice(1);
}

export const titleOf = (path) =>
  path
    .split(".")
    .slice(path.includes(".") ? 1 : 0)
    .map(inWords)
    .join(" · ");
