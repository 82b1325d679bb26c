import type Dockerode from "dockerode";
import type { Fleet, HostSpec } from "../../components/spec";
import { connect } from "../../components/dynamic/dockerApi";
import { FleetError, messageOf } from "./errors";

/** A host of the fleet and the client of its Docker. */
export interface Host {
  readonly name: string;
  readonly spec: HostSpec;
  readonly docker: Dockerode;
}

export const hostsOf = (fleet: Fleet): Host[] =>
  fleet.hosts.map((spec) => ({ name: spec.name, spec, docker: connect(spec.docker) }));

/** @throws FleetError when its Docker does not answer. */
export async function ask<T>({ name, spec }: Pick<Host, "name" | "spec">, question: Promise<T>): Promise<T> {
  try {
    return await question;
  } catch (error) {
    // What Docker itself answers is not a matter of reaching it.
    if (typeof error === "object" && error !== null && "statusCode" in error) throw error;
    throw new FleetError(
      "unreachable",
      `Docker does not answer at ${spec.docker} (host ${name}): ${messageOf(error)}. "fleet doctor ${name}" looks closer.`,
      { cause: error },
    );
  }
}
