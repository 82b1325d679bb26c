import type Dockerode from "dockerode";

/**
 * Docker's API of a host for the dynamic providers and the embedded engine. The functions capture nothing: Pulumi writes
 * their text into the state and runs it elsewhere, which is also why modules are loaded inside.
 */

/** A client for `unix://`, `tcp://` or `ssh://`; the last through the system's own ssh, with its config and agent. */
export function connect(address: string): Dockerode {
  const Docker = require("dockerode") as new (options?: Dockerode.DockerOptions) => Dockerode; // dockerode exports its class as the module
  const url = new URL(address);
  if (url.protocol === "unix:") return new Docker({ socketPath: url.pathname });
  if (url.protocol === "tcp:") return new Docker({ protocol: "http", host: url.hostname, port: Number(url.port) });
  const http = require("node:http") as typeof import("node:http");
  const { spawn } = require("node:child_process") as typeof import("node:child_process");
  const { Duplex } = require("node:stream") as typeof import("node:stream");
  class SshAgent extends http.Agent {
    override createConnection() {
      const user = url.username === "" ? "" : `${url.username}@`;
      const port = url.port === "" ? [] : ["-p", url.port];
      const options = ["-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes"];
      const ssh = spawn("ssh", [...options, ...port, `${user}${url.hostname}`, "docker", "system", "dial-stdio"], {
        stdio: ["pipe", "pipe", "ignore"],
      });
      return Duplex.from({ writable: ssh.stdin, readable: ssh.stdout });
    }
  }
  return new Docker({ protocol: "http", host: "docker", port: 80, agent: new SshAgent() } as Dockerode.DockerOptions); // the types leave `agent` out
}

/** Whether an error of the API means that the thing is not there. */
export function isMissing(error: unknown): boolean {
  return typeof error === "object" && error !== null && "statusCode" in error && error.statusCode === 404;
}
