import type { WantedContainer, Wanted } from "./wanted";

/** Where upstream's names for secrets are found among the program's outputs. */
const fromOutputs = {
  POSTGRES_PASSWORD: "postgresPassword",
  JWT_SECRET: "jwtSecret",
  ANON_KEY: "anonKey",
  SERVICE_ROLE_KEY: "serviceRoleKey",
  SUPABASE_PUBLISHABLE_KEY: "publishableKey",
  SUPABASE_SECRET_KEY: "secretKey",
  DASHBOARD_PASSWORD: "dashboardPassword",
} as const;

/** And among the variables of services. */
const fromServices: Readonly<Record<string, readonly [service: string, variable: string]>> = {
  JWT_KEYS: ["auth", "GOTRUE_JWT_KEYS"],
  JWT_JWKS: ["rest", "PGRST_JWT_SECRET"],
  SECRET_KEY_BASE: ["realtime", "SECRET_KEY_BASE"],
  REALTIME_DB_ENC_KEY: ["realtime", "DB_ENC_KEY"],
  VAULT_ENC_KEY: ["pooler", "VAULT_ENC_KEY"],
  PG_META_CRYPTO_KEY: ["meta", "CRYPTO_KEY"],
  LOGFLARE_PUBLIC_ACCESS_TOKEN: ["analytics", "LOGFLARE_PUBLIC_ACCESS_TOKEN"],
  LOGFLARE_PRIVATE_ACCESS_TOKEN: ["analytics", "LOGFLARE_PRIVATE_ACCESS_TOKEN"],
  S3_PROTOCOL_ACCESS_KEY_ID: ["storage", "S3_PROTOCOL_ACCESS_KEY_ID"],
  S3_PROTOCOL_ACCESS_KEY_SECRET: ["storage", "S3_PROTOCOL_ACCESS_KEY_SECRET"],
};

/** Every secret of the instance under the name that upstream's `.env` has for it, also those of services that are off. */
export function knownSecrets({ outputs, everything }: Wanted): Map<string, string> {
  const known = new Map<string, string>();
  for (const [name, output] of Object.entries(fromOutputs)) {
    const value = outputs[output];
    if (value !== undefined) known.set(name, value);
  }
  for (const [name, [service, variable]] of Object.entries(fromServices)) {
    const container = everything.find((one) => one.service === service);
    const value = container === undefined ? undefined : variablesOf(container).get(variable);
    if (value !== undefined) known.set(name, value);
  }
  return known;
}

/** The variables of a container. */
export function variablesOf({ inputs }: WantedContainer): Map<string, string> {
  return new Map(
    (inputs.envs ?? []).map((line) => {
      const at = line.indexOf("=");
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
}

/** What a list gives by itself is handled as secret; of the program's own variables those whose name says so. */
const secretName = /(PASS|PASSWORD|SECRETS?|TOKEN|KEYS?|KEY_ID|JWKS)$/;

/** Names of the variables that the entry gives to a service. */
export function ownVariables({ spec }: Wanted, service: string): ReadonlySet<string> {
  const { env, functions } = spec.config;
  const given: Readonly<Record<string, object | undefined>> = env;
  return new Set([
    ...Object.keys(given[service] ?? {}),
    ...(service === "functions" ? Object.keys(functions.env) : []),
  ]);
}

/**
 * Gathers what goes into `.env`, and says secrets by reference.
 */
export class SecretFile {
  readonly #known: ReadonlyMap<string, string>;
  /** Secrets of one variable alone. */
  readonly #own = new Map<string, string>();

  constructor(known: ReadonlyMap<string, string>) {
    this.#known = known;
  }

  /** The text of a variable for Compose: a secret as `${NAME}`, the rest literally. */
  textOf(service: string, variable: string, value: string, own: ReadonlySet<string>): string {
    const holdsOne = [...this.#known.values()].some((known) => value.includes(known));
    if (value === "" || !(holdsOne || own.has(variable) || secretName.test(variable))) return escaped(value);
    const whole = [...this.#known].find(([, known]) => known === value);
    if (whole !== undefined) return `\${${whole[0]}}`;
    const byLength = [...this.#known].sort(([, a], [, b]) => b.length - a.length);
    const [name, known] = byLength.find(([, one]) => value.includes(one)) ?? ["", ""];
    const around = value.split(known);
    // Only around a single secret, and where nothing else can be one: a login in an address, or a key in a list of one.
    if (known !== "" && around.length === 2 && harmless(around)) return around.map(escaped).join(`\${${name}}`);
    return `\${${this.keep(service, variable, value)}}`;
  }

  /** Keeps a value of its own. @returns its name. */
  keep(service: string, variable: string, value: string): string {
    const name = `${service}_${variable}`.toUpperCase().replace(/[^A-Z0-9_]/g, "_");
    this.#own.set(name, value);
    return name;
  }

  /** The name under which a value lies; undefined when it does not. */
  nameOf(value: string): string | undefined {
    return [...this.#known, ...this.#own].find(([, one]) => one === value)?.[0];
  }

  toString(): string {
    const lines = [...this.#known, ...this.#own].map(([name, value]) => `${name}=${quoted(value)}`);
    return `# Every secret of the instance. Keep it as you keep a key.\n${lines.join("\n")}\n`;
  }
}

const harmless = ([before = "", after = ""]: readonly string[]) =>
  (/^[a-z]+:\/\/\w+:$/.test(before) && /^@[\w.:/-]+$/.test(after)) || (before === '{"default":"' && after === '"}');

const escaped = (text: string) => text.replaceAll("$", "$$$$");

/** As Compose reads it: nothing is special in single quotes, and a backslash makes it plain in double ones. */
function quoted(value: string): string {
  if (!value.includes("'") && !value.endsWith("\\")) return `'${value}'`;
  return `"${value.replace(/["\\$]/g, "\\$&")}"`;
}
