// EdgeRuntime.userWorkers: one Deno process per function, reached through a socket.
import { configFlags, exists } from "./config.ts";

/** What a main service passes to `create`; names and units are the real runtime's. */
interface WorkerOptions {
  readonly servicePath: string;
  readonly memoryLimitMb?: number;
  readonly workerTimeoutMs?: number;
  readonly noModuleCache?: boolean;
  readonly importMapPath?: string | null;
  readonly envVars?: readonly (readonly [string, string])[];
  readonly forceCreate?: boolean;
}

class InvalidWorkerCreation extends Error {
  override readonly name = "InvalidWorkerCreation";
}
class WorkerRequestCancelled extends Error {
  override readonly name = "WorkerRequestCancelled";
}
Object.assign(Deno.errors, { InvalidWorkerCreation, WorkerRequestCancelled });

/** What Deno itself needs in order to download modules; a function gets nothing else that it was not given. */
const runtimeVariables = Object.fromEntries(
  ["HOME", "DENO_TLS_CA_STORE", "NO_COLOR"].map((name) => [name, Deno.env.get(name) ?? ""]),
);

const sockets = Deno.makeTempDirSync();
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

class UserWorker {
  readonly #idleTimeoutMs: number;
  readonly #process: Deno.ChildProcess;
  readonly #socket = `${sockets}/${crypto.randomUUID()}`;
  readonly #client = Deno.createHttpClient({ proxy: { transport: "unix", path: this.#socket } });
  readonly #lifetimeMs: number;
  readonly #startedAt = Date.now();
  #ended = false;

  constructor(options: WorkerOptions, idleTimeoutMs: number) {
    this.#idleTimeoutMs = idleTimeoutMs;
    this.#lifetimeMs = options.workerTimeoutMs ?? 60_000;
    const flags = [
      `--v8-flags=--max-old-space-size=${options.memoryLimitMb ?? 512}`,
      ...(options.importMapPath ? ["--import-map", options.importMapPath] : []),
      ...(options.noModuleCache ? ["--reload"] : []),
      ...configFlags(options.servicePath),
    ];
    const entry = new URL("user.ts", import.meta.url).pathname;
    this.#process = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--allow-all",
        "--no-lock",
        "--quiet",
        "--unstable-no-legacy-abort",
        ...flags,
        entry,
        options.servicePath,
        this.#socket,
      ],
      clearEnv: true,
      env: { ...runtimeVariables, ...Object.fromEntries(options.envVars ?? []) },
      stdin: "null",
    }).spawn();
    const end = setTimeout(() => this.stop(), this.#lifetimeMs);
    this.#process.status.then(() => {
      this.#ended = true;
      clearTimeout(end);
    });
  }

  /** In the second half of its life a worker gets no new requests. */
  get usable(): boolean {
    return !this.#ended && Date.now() - this.#startedAt < this.#lifetimeMs / 2;
  }

  async booted(): Promise<this> {
    while (!this.#ended) {
      try {
        const probe = await Deno.connect({ transport: "unix", path: this.#socket });
        probe.close();
        return this;
      } catch {
        await pause(10);
      }
    }
    throw new InvalidWorkerCreation("worker boot error: the function could not be loaded");
  }

  async fetch(request: Request): Promise<Response> {
    const idle = new AbortController();
    const timer = setTimeout(() => idle.abort(), this.#idleTimeoutMs);
    try {
      const { method, headers, body, url } = request;
      return await fetch(url, { method, headers, body, redirect: "manual", client: this.#client, signal: idle.signal });
    } catch (cause) {
      // A worker that died is known to have ended a moment after its connection broke.
      await Promise.race([this.#process.status, pause(100)]);
      if (!this.#ended && !idle.signal.aborted) throw cause;
      throw new WorkerRequestCancelled("request has been cancelled by supervisor", { cause });
    } finally {
      clearTimeout(timer);
    }
  }

  stop(): void {
    if (!this.#ended) this.#process.kill("SIGKILL");
  }
}

export class UserWorkers {
  readonly #idleTimeoutMs: number;
  readonly #workers = new Map<string, UserWorker>();

  constructor(idleTimeoutMs: number) {
    this.#idleTimeoutMs = idleTimeoutMs;
  }

  /** The worker of a function: the one that runs already, or a new one. */
  create(options: WorkerOptions): Promise<UserWorker> {
    const { servicePath, forceCreate } = options;
    if (!exists(`${servicePath}/index.ts`)) {
      return Promise.reject(new InvalidWorkerCreation("worker boot error: could not find an appropriate entrypoint"));
    }
    let worker = this.#workers.get(servicePath);
    if (worker === undefined || forceCreate || !worker.usable) {
      worker = new UserWorker(options, this.#idleTimeoutMs);
      this.#workers.set(servicePath, worker);
    }
    return worker.booted();
  }

  stop(): void {
    for (const worker of this.#workers.values()) worker.stop();
  }
}
