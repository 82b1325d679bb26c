import { readFileSync } from "node:fs";
import { join } from "node:path";
import { transformSync } from "esbuild";

export type Handler = (request: Request) => Promise<Response>;

const script = transformSync(readFileSync(join(__dirname, "../../templates/functions/main.ts"), "utf8"), {
  loader: "ts",
}).code;

/** Functions as the router's runtime has them: what each does with a request. */
const deployed: Record<string, Handler> = {
  hello: async (request) =>
    Response.json({ seen: Object.fromEntries(request.headers), path: new URL(request.url).pathname }),
  guarded: async () => Response.json("guarded"),
  free: async () => Response.json("free"),
  odd: async () => Response.json("odd"),
  broken: () => Promise.reject(new Error("worker ended")),
};

/** What was said of them when they were deployed. */
const said: Record<string, string> = { guarded: '{"verify_jwt":true}', free: '{"verify_jwt":false}', odd: "no JSON" };

/** The router, with these variables, in a runtime that knows as much of Deno's as it asks for. */
export function router(variables: Record<string, string>): Handler {
  let handler: Handler = () => Promise.reject(new Error("nothing is served"));
  const nameIn = (path: string) => path.split("/").pop() ?? "";
  const Deno = {
    env: { get: (name: string) => variables[name], toObject: () => variables },
    readTextFile: async (path: string) => {
      const text = /\/(\w+)\/fleet\.json$/.exec(path)?.[1];
      if (text === undefined || !(text in said)) throw new Error("NotFound");
      return said[text];
    },
    serve: (given: Handler) => (handler = given),
    stat: async (path: string) => {
      if (!(nameIn(path) in deployed)) throw new Error("NotFound");
    },
  };
  const EdgeRuntime = {
    userWorkers: {
      create: async ({ servicePath }: { servicePath: string }) => ({ fetch: deployed[nameIn(servicePath)] }),
    },
  };
  new Function("Deno", "EdgeRuntime", script)(Deno, EdgeRuntime);
  return handler;
}

export const ask = (handler: Handler, path: string, headers: Record<string, string> = {}, method = "POST") =>
  handler(new Request(`http://functions${path}`, { method, headers }));
