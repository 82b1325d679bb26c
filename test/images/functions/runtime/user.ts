// A user worker: imports one function and serves it on a socket that only the main service knows.
const [servicePath, socket] = Deno.args;

const serve = Deno.serve;
let serving = false;
function serveOnSocket(handler: Deno.ServeHandler): Deno.HttpServer {
  serving = true;
  return serve(
    { path: socket, onListen() {} } as Deno.ServeUnixOptions,
    handler as never,
  ) as unknown as Deno.HttpServer;
}

Object.defineProperty(Deno, "serve", {
  value: (...args: unknown[]) => {
    const handler = args.find((arg) => typeof arg === "function") ?? (args[0] as { handler: unknown }).handler;
    return serveOnSocket(handler as Deno.ServeHandler);
  },
});
Object.assign(globalThis, { EdgeRuntime: { waitUntil: (promise: Promise<unknown>) => promise } });

const module = await import(`file://${servicePath}/index.ts`);
const exported = module.default?.fetch?.bind(module.default) ?? module.default;
if (!serving && typeof exported === "function") serveOnSocket(exported);
if (!serving) {
  console.error(`${servicePath}/index.ts neither calls Deno.serve nor exports a handler`);
  Deno.exit(1);
}
