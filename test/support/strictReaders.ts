import { join } from "node:path";

/** How the strict stand-ins read the files of the programs they stand for: what these would not know is a problem. */
interface Readers {
  readConfiguration(text: string, plugins: readonly string[]): Read;
  readPipeline(text: string): { readonly problems: readonly string[] };
  decide(configuration: unknown, request: unknown, isTls: boolean): Decision;
}
interface Read {
  readonly configuration: unknown;
  readonly problems: readonly string[];
}
interface Decision {
  readonly answer?: { readonly status: number };
  readonly upstream?: {
    readonly port: unknown;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
  };
}
const standIn = (file: string): Promise<Readers> => import(join(__dirname, "../images/stand-ins", file));

const plugins = [
  "request-transformer",
  "cors",
  "key-auth",
  "acl",
  "basic-auth",
  "request-termination",
  "post-function",
];

export async function kongProblems(text: string, switchedOn = plugins): Promise<readonly string[]> {
  return (await standIn("kong/configuration.ts")).readConfiguration(text, switchedOn).problems;
}

export async function vectorProblems(text: string): Promise<readonly string[]> {
  return (await standIn("vector/configuration.ts")).readPipeline(text).problems;
}

export interface Asked {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}
type Answer = number | { readonly upstream: string; readonly headers: Record<string, string | undefined> };

/** What Kong with this configuration makes of a request: a status of its own, or what the upstream gets. */
export async function kong(text: string): Promise<(asked: Asked) => Promise<Answer>> {
  const { configuration } = (await standIn("kong/configuration.ts")).readConfiguration(text, plugins);
  const { decide } = await standIn("kong/decision.ts");
  return async ({ path, headers }) => {
    const request = { url: path, method: "GET", headers: { host: "acme.example.com", ...headers }, socket: {} };
    const { answer, upstream } = decide(configuration, request, false);
    if (upstream === undefined) return answer?.status ?? 0;
    return { upstream: `${String(upstream.port)} ${upstream.path}`, headers: { ...upstream.headers } };
  };
}
