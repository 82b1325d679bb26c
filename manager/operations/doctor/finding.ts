import type Dockerode from "dockerode";
import type { InstanceSpec } from "../../../components/spec";
import type { Host } from "../host";
import type { Facts } from "./facts";
import type { Finding } from "./types";

/** A host under examination: everything that was asked of it, once. */
export interface Patient {
  readonly host: Host;
  /** Instances that the list puts on it. */
  readonly instances: readonly InstanceSpec[];
  /** Image of the managed Caddy. */
  readonly edgeImage: string;
  readonly version: Dockerode.DockerVersion;
  readonly info: DockerInfo;
  /** Running and stopped, everybody's. */
  readonly containers: readonly Dockerode.ContainerInfo[];
  readonly networks: readonly Dockerode.NetworkInspectInfo[];
  readonly volumes: readonly string[];
  /** What its shell says; undefined where there is none. */
  readonly facts: Facts | undefined;
}

/** The part of Docker's account of itself that counts here. */
export interface DockerInfo {
  readonly Driver: string;
  readonly DriverStatus: readonly (readonly [string, string])[] | null;
  readonly DockerRootDir: string;
  /** Bytes. */
  readonly MemTotal: number;
  readonly MemoryLimit: boolean;
  readonly SwapLimit: boolean;
  readonly PidsLimit: boolean;
  readonly CPUShares: boolean;
  readonly CgroupVersion?: string;
  readonly SystemTime: string;
  readonly Architecture: string;
  readonly OSType: string;
}

/** One side of a host that is looked at. */
export type Examination = (patient: Patient) => Finding[] | Promise<Finding[]>;

export const ok = (id: string, found: string): Finding => ({ id, verdict: "ok", found });
export const warning = (id: string, found: string, advice: string): Finding => ({ id, verdict: "warning", found, advice }); // prettier-ignore
export const problem = (id: string, found: string, advice: string): Finding => ({ id, verdict: "problem", found, advice }); // prettier-ignore
