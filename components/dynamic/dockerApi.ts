import type Dockerode from "dockerode";
import { sshAgent } from "./sshAgent";

// An alias: a captured function is written into the state, a captured module cannot be.
const agentOf = sshAgent;

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
  return new Docker({ protocol: "http", host: "docker", port: 80, agent: agentOf(address) } as Dockerode.DockerOptions); // the types leave `agent` out
}

/** Whether an error of the API means that the thing is not there. */
export function isMissing(error: unknown): boolean {
  return typeof error === "object" && error !== null && "statusCode" in error && error.statusCode === 404;
}
