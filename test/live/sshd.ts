import { execFileSync, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { delimiter, join } from "node:path";
import { listening } from "./listening";

/** A real sshd on loopback, and an `ssh` in front of the system's that knows its key. */
export interface SshHost {
  /** `user@host:port`, as a config writes it. */
  readonly address: string;
  /** Folder to put first on the PATH. */
  readonly bin: string;
  readonly folder: string;
  /** Takes the host's key out of the client's known hosts. */
  forget(): void;
  stop(): void;
}

const program = "/usr/sbin/sshd";

export const missingSshd = (): string | undefined => (existsSync(program) ? undefined : "no sshd is installed");

/** @param more settings of its own, such as MaxSessions. */
export async function startSshd(port: number, more: Record<string, string> = {}): Promise<SshHost> {
  const folder = mkdtempSync(join(tmpdir(), "fleet-ssh-"));
  const at = (name: string) => join(folder, name);
  const user = userInfo().username;
  for (const key of ["host", "user"]) execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", at(key)]);
  const known = () => writeFileSync(at("known_hosts"), `[127.0.0.1]:${port} ${readFileSync(at("host.pub"), "utf8")}`);
  known();
  writeFileSync(at("authorized_keys"), readFileSync(at("user.pub")), { mode: 0o600 });
  const server = {
    ListenAddress: "127.0.0.1",
    Port: String(port),
    HostKey: at("host"),
    AuthorizedKeysFile: at("authorized_keys"),
    PidFile: at("sshd.pid"),
    PasswordAuthentication: "no",
    PermitRootLogin: "prohibit-password",
    StrictModes: "no",
    UsePAM: "no",
    ...more,
  };
  writeFileSync(at("sshd_config"), lines(server));
  const client = {
    Host: "127.0.0.1",
    IdentityFile: at("user"),
    IdentitiesOnly: "yes",
    UserKnownHostsFile: at("known_hosts"),
  };
  writeFileSync(at("ssh_config"), lines(client));
  mkdirSync(at("bin"));
  writeFileSync(join(at("bin"), "ssh"), `#!/bin/sh\nexec /usr/bin/ssh -F ${at("ssh_config")} "$@"\n`);
  chmodSync(join(at("bin"), "ssh"), 0o755);
  mkdirSync("/run/sshd", { recursive: true });
  const child = spawn(program, ["-D", "-e", "-f", at("sshd_config")], { stdio: "ignore" });
  await listening(port, child);
  return {
    address: `${user}@127.0.0.1:${port}`,
    bin: at("bin"),
    folder,
    forget: () => writeFileSync(at("known_hosts"), ""),
    stop: () => {
      child.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const lines = (options: Record<string, string>) =>
  Object.entries(options)
    .map(([key, value]) => `${key} ${value}\n`)
    .join("");

/** Runs `work` with the folder first on the PATH. */
export async function withPath<T>(bin: string, work: () => Promise<T>): Promise<T> {
  const before = process.env.PATH;
  process.env.PATH = `${bin}${delimiter}${before ?? ""}`;
  try {
    return await work();
  } finally {
    process.env.PATH = before;
  }
}
