import type Dockerode from "dockerode";
import type { Fleet, HostSpec } from "../../components/spec";
import { connect, isMissing } from "../../components/dynamic/dockerApi";
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

/** Docker's answer, or undefined when it knows no such thing. */
export async function orMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Whether an image lies on a host already. */
export const hasImage = async ({ docker }: Pick<Host, "docker">, image: string): Promise<boolean> =>
  (await orMissing(docker.getImage(image).inspect())) !== undefined;
