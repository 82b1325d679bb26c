import * as pulumi from "@pulumi/pulumi";
import { type VolumeState, providerVersion, volumeProvider } from "./volumeCheck";

export type VolumeCheckArgs = {
  readonly [K in keyof Omit<VolumeState, "providerVersion">]: pulumi.Input<VolumeState[K]>;
};

/** Refuses, at preview already, to start on a data volume that was made with another password, Postgres or maker. */
export class VolumeCheck extends pulumi.dynamic.Resource {
  constructor(name: string, args: VolumeCheckArgs, opts?: pulumi.CustomResourceOptions) {
    super(volumeProvider, name, { ...args, providerVersion }, opts, "supabase", "VolumeCheck");
  }
}
