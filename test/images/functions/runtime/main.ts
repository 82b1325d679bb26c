// Gives the main service what the real runtime gives it: port 9000 and the global EdgeRuntime.
import { UserWorkers } from "./workers.ts";

const [mainService, idleTimeoutMs] = Deno.args;
const userWorkers = new UserWorkers(Number(idleTimeoutMs));
Object.assign(globalThis, {
  EdgeRuntime: { userWorkers, waitUntil: (promise: Promise<unknown>) => promise },
});

const serve = Deno.serve;
Object.defineProperty(Deno, "serve", {
  value: (...args: unknown[]) => {
    const handler = args.find((arg) => typeof arg === "function") ?? (args[0] as { handler: unknown }).handler;
    return serve({ port: 9000, hostname: "0.0.0.0", onListen() {} }, handler as Deno.ServeHandler);
  },
});

// As process 1 of a container it would otherwise ignore both.
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  Deno.addSignalListener(signal, () => {
    userWorkers.stop();
    Deno.exit(0);
  });
}

await import(`file://${mainService}/index.ts`);
