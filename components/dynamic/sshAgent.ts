import type { Agent } from "node:http";
import type { Duplex } from "node:stream";

/**
 * Connections to the Docker of `ssh://user@host[:port]` through the system's own ssh, with its config and agent. All of them are
 * sessions of one login, the one that files and Pulumi's provider use too; it stays for a minute. See `dockerApi.ts` for why
 * nothing is captured.
 */
export function sshAgent(address: string): Agent {
  const http = require("node:http") as typeof import("node:http");
  const { spawn } = require("node:child_process") as typeof import("node:child_process");
  const { Duplex: Stream } = require("node:stream") as typeof import("node:stream");
  const { homedir } = require("node:os") as typeof import("node:os");
  const { mkdirSync } = require("node:fs") as typeof import("node:fs");
  const { username, hostname, port } = new URL(address);
  const destination = [...(port === "" ? [] : ["-p", port]), `${username === "" ? "" : `${username}@`}${hostname}`];
  /** Seconds that a host has for a login. */
  const patience = 15;
  /** Sessions begun at a time: what sshd has no room for on one login becomes a login, and it refuses more than ten of these. */
  const atOnce = 8;
  let login: Promise<void> | undefined;
  let beginning = 0;
  const waiting: (() => void)[] = [];

  type Taker = (error: Error | null, stream: Duplex) => void;
  class SshAgent extends http.Agent {
    override createConnection(_options: unknown, take?: Taker): undefined {
      login ??= signIn();
      void login.then(
        () => begin(() => take?.(null, session())),
        (error: Error) => {
          login = undefined;
          take?.(error, undefined as unknown as Duplex); // Node looks at the error first
        },
      );
    }
  }
  return new SshAgent();

  function begin(open: () => void): void {
    if (beginning >= atOnce) return void waiting.push(open);
    beginning++;
    open();
  }

  function hasBegun(): void {
    beginning--;
    const next = waiting.shift();
    if (next !== undefined) begin(next);
  }

  function session(): Duplex {
    const ssh = spawn("ssh", [...options(), ...destination, "docker", "system", "dial-stdio"]);
    const stream = new Stream({
      read: () => void ssh.stdout.resume(),
      write: (piece: Buffer, _, done) => void ssh.stdin.write(piece, () => done()),
      final: (done) => void ssh.stdin.end(() => done()),
      destroy(error, done) {
        ssh.kill();
        done(error);
      },
    });
    let said = "";
    let answered = false;
    const begun = once(hasBegun);
    // Docker may have nothing to say for long; by then it is no login that is under way.
    const timer = setTimeout(begun, 3000).unref();
    stream.on("error", () => undefined); // Who uses it hears of it besides.
    ssh.stdin.on("error", () => undefined); // Its end says why.
    ssh.stderr.on("data", (piece: Buffer) => (said += piece.toString()));
    ssh.stdout.on("data", (piece: Buffer) => {
      answered = true;
      begun();
      if (!stream.push(piece)) ssh.stdout.pause();
    });
    ssh.once("error", (error) => stream.destroy(error));
    ssh.once("close", () => {
      clearTimeout(timer);
      begun();
      if (answered) stream.push(null);
      else stream.destroy(new Error(`ssh reaches ${hostname}, and Docker does not answer there: ${inOneLine(said)}`));
    });
    return stream;
  }

  function once(work: () => void): () => void {
    let done = false;
    return () => {
      if (!done) work();
      done = true;
    };
  }

  function inOneLine(text: string): string {
    return text
      .trim()
      .split(/\s*\n\s*/)
      .join("; ");
  }

  /** The login that all sessions share. @throws Error that says why there is none, and what has to work. */
  async function signIn(): Promise<void> {
    mkdirSync(`${homedir()}/.ssh`, { recursive: true, mode: 0o700 });
    const ssh = spawn("ssh", [...options(), ...destination, "true"], { stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    ssh.stderr.on("data", (piece: Buffer) => (said += piece.toString()));
    const timer = setTimeout(() => {
      said = `no answer within ${patience} seconds`;
      ssh.kill();
    }, patience * 1000);
    const code = await new Promise<number | null>((resolve, reject) => {
      ssh.once("error", reject).once("close", resolve);
    }).finally(() => clearTimeout(timer));
    // What the host itself ends with is its shell's matter: there is a login.
    if (code !== 255 && code !== null) return;
    const at = destination.join(" ");
    const unknown = /host key verification failed/i.test(said)
      ? ` Its key is not in your known_hosts; compare it, then: ssh-keyscan ${at.replace(/\S*@/, "")} >> ~/.ssh/known_hosts`
      : "";
    throw new Error(
      `ssh does not reach ${hostname}: ${inOneLine(said)}.${unknown} This has to work without a question: ssh -o BatchMode=yes ${at} docker version`,
    );
  }

  function options(): string[] {
    const all = {
      BatchMode: "yes",
      StrictHostKeyChecking: "yes",
      ConnectTimeout: "10",
      // A login whose host went away ends, instead of holding up everybody who shares it.
      ServerAliveInterval: "5",
      ServerAliveCountMax: "3",
      ControlMaster: "auto",
      ControlPersist: "60",
      ControlPath: `${homedir()}/.ssh/supabase-fleet-%C`,
    };
    return Object.entries(all).flatMap(([key, value]) => ["-o", `${key}=${value}`]);
  }
}
