import type { ServiceName } from "../../../components/config/services";
import type { HostSpec } from "../../../components/spec";
import type { NotCarried } from "./entry";
import type { Project, ProjectService } from "./project";
import { secretNames } from "./secrets";
import { type Carried, settingNames, settingVariables } from "./settings";

type Services = ReadonlyMap<ServiceName, ProjectService>;

/** What upstream gives to functions; everything else is the operator's own. */
const functionVariables = [
  "JWT_SECRET", "SUPABASE_URL", "SUPABASE_PUBLIC_URL", "SUPABASE_ANON_KEY", "SUPABASE_SERVICE_ROLE_KEY",
  "SUPABASE_PUBLISHABLE_KEYS", "SUPABASE_SECRET_KEYS", "SUPABASE_DB_URL", "SUPABASE_JWKS", "VERIFY_JWT",
]; // prettier-ignore

/** Variables of Auth that the fleet sets by itself. */
const authOwn = /^GOTRUE_(API_|DB_|JWT_)/;

const isSecretName = (name: string) => /(PASS|PASSWORD|SECRETS?|TOKEN|KEYS?|KEY_ID)$/.test(name);

/** Variables of Auth and of functions that have a setting of no other name. */
export function ownVariables(services: Services): Carried[] {
  const auth = [...(services.get("auth")?.environment ?? [])].filter(
    ([name, value]) =>
      name.startsWith("GOTRUE_") && !authOwn.test(name) && !settingVariables.includes(name) && value !== "",
  );
  const functions = [...(services.get("functions")?.environment ?? [])].filter(
    ([name, value]) => !functionVariables.includes(name) && value !== "",
  );
  return [
    ...auth.map(([name, value]) => ({ variable: name, path: `env.auth.${name}`, value, secret: isSecretName(name) })),
    ...functions.map(([name, value]) => ({ variable: name, path: `functions.env.${name}`, value, secret: true })),
  ];
}

/** The name by which browsers know the install, where the list can keep it. */
export function publicName(
  { variables }: Project,
  { name, domain, host }: { readonly name: string; readonly domain: string; readonly host: HostSpec },
): { readonly carried: readonly Carried[]; readonly refused: readonly NotCarried[] } {
  const [variable, address] =
    (["SUPABASE_PUBLIC_URL", "API_EXTERNAL_URL"] as const)
      .map((one) => [one, variables.get(one) ?? ""] as const)
      .find(([, value]) => URL.canParse(value)) ?? [];
  if (variable === undefined || address === undefined) return { carried: [], refused: [] };
  const { hostname } = new URL(address);
  if (hostname === "localhost" || /^[0-9.]+$|^\[/.test(hostname)) return { carried: [], refused: [] };
  const label = hostname.endsWith(`.${domain}`) ? hostname.slice(0, -domain.length - 1) : "";
  const carry = (path: string, value: unknown) => ({
    carried: [{ variable, path, value, secret: false }],
    refused: [],
  });
  if (label !== "" && !label.includes("."))
    return label === name ? { carried: [], refused: [] } : carry("subdomain", label);
  if (host.edge.mode !== "none") return carry("customDomains", [hostname]);
  return { carried: [], refused: [{ variable, why: `host ${host.name} has no Caddy that would serve ${hostname}` }] };
}

/** Settings of the server on its command line. */
export function serverSettings(services: Services): Carried[] {
  const command = services.get("db")?.command ?? [];
  const pairs = command.flatMap((word, index) => (command[index - 1] === "-c" ? [word] : []));
  return pairs.flatMap((pair) => {
    const [name = "", ...value] = pair.split("=");
    if (name === "config_file" || pair === "log_min_messages=fatal") return [];
    return [{ variable: `-c ${name}`, path: `database.settings.${name}`, value: value.join("="), secret: false }];
  });
}

/** Names that are worked out from others, say how Compose is run, or were judged elsewhere. */
const silent =
  /^(COMPOSE_.*|DOCKER_SOCKET_LOCATION|POSTGRES_HOST|POSTGRES_DB|JWT_JWKS|(ANON|SERVICE_ROLE)_KEY_ASYMMETRIC|SUPABASE_PUBLIC_URL|API_EXTERNAL_URL|REGION)$/;

const reasons: Readonly<Record<string, string>> = {
  DASHBOARD_USERNAME: "the user of Studio is supabase",
  KONG_HTTPS_PORT: "the gateway speaks HTTP; Caddy speaks HTTPS in front of it",
  PROXY_DOMAIN: "the list says domain and customDomains",
  IMGPROXY_AUTO_WEBP: "the fleet's imgproxy has upstream's default",
  IMGPROXY_ENABLE_WEBP_DETECTION: "the fleet's imgproxy has upstream's default",
};

/** Variables of `.env` that nothing has come of, by name. */
export function leftOver({ variables }: Project, carried: readonly Carried[], services: Services): NotCarried[] {
  const values = new Set(carried.map(({ value }) => String(value)).filter((value) => value.length > 5));
  return [...variables].flatMap(([name, value]) => {
    const known = settingNames.includes(name) || secretNames.includes(name) || silent.test(name);
    if (known || value === "" || values.has(value) || (name === "DASHBOARD_USERNAME" && value === "supabase"))
      return [];
    if (/^IMGPROXY/.test(name) && !services.has("imgproxy")) return [];
    return [{ variable: name, why: reasons[name] ?? "the list has no place for it" }];
  });
}
