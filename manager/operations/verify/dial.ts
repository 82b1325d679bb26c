import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { connect } from "node:net";
import { homedir } from "node:os";
import { Duplex } from "node:stream";
import type { HostSpec } from "../../../components/spec";
import { Failed, Skipped } from "./check";

/** Opens a connection as it would be opened on the host itself. @throws Failed when nobody listens, Skipped when there is no way. */
export type Dial = (address: string, port: number) => Promise<Duplex>;

type Reached = Pick<HostSpec, "docker" | "ssh">;

/** The login by which a host's own ports are reached. */
const loginOf = ({ docker, ssh }: Reached) => (docker.startsWith("ssh://") ? docker.slice("ssh://".length) : ssh);

/** Whether this machine gets to what a host publishes on its loopback. */
export const reachesLoopback = (host: Reached): boolean =>
  loginOf(host) !== undefined || host.docker.startsWith("unix://") || isLoopback(new URL(host.docker).hostname);

/** How ports of a host are reached: as they are on this machine, through the host's ssh, or by its name for what is not on loopback. */
export function dialOf({ name, docker, ssh }: Pick<HostSpec, "name" | "docker" | "ssh">): Dial {
  const login = loginOf({ docker, ssh });
  if (login !== undefined) return async (address, port) => throughSsh(login, reachable(address), port);
  if (docker.startsWith("unix://")) return async (address, port) => await direct(reachable(address), port);
  const { hostname } = new URL(docker);
  return async (address, port) => {
    if (isLoopback(hostname)) return await direct(reachable(address), port);
    if (isLoopback(address))
      throw new Skipped(
        `${address}:${port} is reached on the host ${name} alone; write hosts.${name}.ssh to let this look there.`,
      );
    return await direct(address === "0.0.0.0" ? hostname : address, port);
  };
}

const reachable = (address: string) => (address === "0.0.0.0" ? "127.0.0.1" : address);
const isLoopback = (address: string) => address.startsWith("127.") || address === "localhost";

/** Milliseconds for a connection to come about. */
const patience = 10_000;

/** @throws Failed when nobody listens. */
export async function direct(address: string, port: number): Promise<Duplex> {
  return await new Promise((resolve, reject) => {
    const socket = connect({ host: address, port, timeout: patience });
    const fail = (why: string) => {
      socket.destroy();
      reject(new Failed(`Nobody answers at ${address}:${port} (${why}).`));
    };
    socket.once("timeout", () => fail("no answer in time"));
    socket.once("error", (error: NodeJS.ErrnoException) => fail(error.code ?? error.message));
    socket.once("connect", () => resolve(socket.setTimeout(0)));
  });
}

/** ssh's own forwarding over standard input and output, on the connection that file transfers keep open. */
function throughSsh(login: string, address: string, port: number): Duplex {
  const [, destination = login, sshPort] = /^(.*?)(?::(\d+))?$/.exec(login) ?? [];
  const folder = `${homedir()}/.ssh`;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const options = [
    "BatchMode=yes",
    "StrictHostKeyChecking=yes",
    "ConnectTimeout=15",
    "ControlMaster=auto",
    "ControlPersist=60",
    `ControlPath=${folder}/supabase-fleet-%C`,
  ];
  const flags = [...options.flatMap((option) => ["-o", option]), ...(sshPort === undefined ? [] : ["-p", sshPort])];
  const ssh = spawn("ssh", [...flags, "-W", `${address}:${port}`, destination], { stdio: ["pipe", "pipe", "pipe"] });
  let said = "";
  ssh.stderr.on("data", (piece: Buffer) => (said += piece.toString()));
  ssh.stdin.on("error", () => undefined); // Its end says why.
  const duplex = new Duplex({
    read: () => void ssh.stdout.resume(),
    write: (piece: Buffer, _, done) => void ssh.stdin.write(piece, done),
    final: (done) => void ssh.stdin.end(done),
    destroy: (error, done) => {
      ssh.kill();
      done(error);
    },
  });
  ssh.stdout.on("data", (piece: Buffer) => {
    if (!duplex.push(piece)) ssh.stdout.pause();
  });
  ssh.once("error", (error) => duplex.destroy(error));
  // Only its end tells a connection that was closed from one that never was.
  ssh.once("close", (code) => {
    if (code === 0) duplex.push(null);
    else duplex.destroy(new Failed(`Nobody answers at ${address}:${port} behind ${login}: ${said.trim()}`));
  });
  duplex.on("error", () => undefined); // Who uses it hears of it besides.
  return duplex;
}
