/** What a command on a host came to. */
export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a shell script on this machine (`local`) or on `user@host[:port]` through the system's ssh, with its config, agent
 * and known hosts. One connection per host is kept for a minute. An unknown host key is an error.
 * @throws Error when the host cannot be reached.
 */
export async function runOn(host: string, script: string, input: string): Promise<RunResult> {
  const { spawn } = require("node:child_process") as typeof import("node:child_process");
  const { homedir } = require("node:os") as typeof import("node:os");
  const { mkdirSync } = require("node:fs") as typeof import("node:fs");
  const [program, args] = host === "local" ? ["sh", ["-c", script]] : ["ssh", sshArguments(host)];
  const child = spawn(program, args as string[], { stdio: ["pipe", "pipe", "pipe"] }); // both branches are lists of text
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  child.stdin.on("error", () => undefined); // The script ended before it read everything; its code says why.
  child.stdin.end(input);
  const code = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => resolve(status ?? 1));
  });
  if (host !== "local" && code === 255) throw new Error(unreachable(await stderr));
  return { code, stdout: await stdout, stderr: await stderr };

  function sshArguments(destination: string): string[] {
    const folder = `${homedir()}/.ssh`;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const [, address = destination, port] = /^(.*?)(?::(\d+))?$/.exec(destination) ?? [];
    const options = {
      BatchMode: "yes",
      StrictHostKeyChecking: "yes",
      ConnectTimeout: "15",
      ControlMaster: "auto",
      ControlPersist: "60",
      ControlPath: `${folder}/supabase-fleet-%C`,
    };
    const flags = Object.entries(options).flatMap(([key, value]) => ["-o", `${key}=${value}`]);
    return [...flags, ...(port === undefined ? [] : ["-p", port]), address, script];
  }

  function unreachable(said: string): string {
    const known = /host key verification failed/i.test(said)
      ? `\nIts key is not in your known_hosts. Compare it with the host's own, then: ssh-keyscan ${host.replace(/^[^@]*@/, "").replace(/^(.*):(\d+)$/, "-p $2 $1")} >> ~/.ssh/known_hosts`
      : "";
    return `Cannot reach ${host} by ssh: ${said.trim()}${known}`;
  }

  async function collect(stream: NodeJS.ReadableStream): Promise<string> {
    const pieces: Buffer[] = [];
    for await (const piece of stream) pieces.push(Buffer.from(piece));
    return Buffer.concat(pieces).toString("utf8");
  }
}
