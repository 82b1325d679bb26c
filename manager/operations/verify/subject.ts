import type Dockerode from "dockerode";
import { instanceLabel } from "../observe";
import type { Host } from "../host";
import { ask, orMissing } from "../host";
import type { InstanceSpec } from "../../../components/spec";
import { networkName } from "../../../components/config/names";
import type { Dial } from "./dial";
import type { Door } from "./door";

/** Addresses and keys of an instance; plain, and never in a report. */
export interface Keys {
  readonly apiUrl: string;
  readonly studioUrl: string | undefined;
  readonly mailUrl: string | undefined;
  readonly anonKey: string;
  readonly serviceRoleKey: string;
  readonly publishableKey: string;
  readonly secretKey: string;
  readonly dashboardPassword: string;
  readonly postgresPassword: string;
}

/** What one host runs at the moment: looked at once, for all checks. */
export interface Scene {
  /** Running containers, everybody's, inspected. */
  readonly containers: readonly Dockerode.ContainerInspectInfo[];
}

/** An instance under examination, with everything that a check may ask. */
export interface Subject {
  readonly spec: InstanceSpec;
  readonly keys: Keys;
  readonly host: Host;
  readonly dial: Dial;
  /** Active instances of the list besides this one. */
  readonly others: readonly Subject[];
  /** Where its API is called. */
  readonly api: Door;
  /** What its host runs. @throws FleetError when Docker does not answer. */
  scene(): Promise<Scene>;
  /** The probe user's token, for the check that follows the sign-up. */
  readonly user: { token?: string };
  /** What takes the probe's traces away again; run last first, whatever happened. */
  readonly cleanUps: (() => Promise<void>)[];
  /** System identifier of its database. */
  identifier(): Promise<string>;
}

/** Running containers that carry its label. */
export const ownContainers = ({ containers }: Scene, { name }: InstanceSpec): Dockerode.ContainerInspectInfo[] =>
  containers.filter(({ Config }) => instanceLabel(Config.Labels) === name);

/** Containers that take part in its network, whoever made them. */
export const inNetwork = ({ containers }: Scene, { name }: InstanceSpec): Dockerode.ContainerInspectInfo[] =>
  containers.filter(({ NetworkSettings }) => networkName(name) in NetworkSettings.Networks);

/** Looks at a host. A container that goes meanwhile is not there. */
export async function look(host: Host): Promise<Scene> {
  const listed = await ask(host, host.docker.listContainers());
  const looks = listed.map(({ Id }) => orMissing(host.docker.getContainer(Id).inspect()));
  return { containers: (await ask(host, Promise.all(looks))).filter((found) => found !== undefined) };
}
