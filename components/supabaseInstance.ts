import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { networkName } from "./config/names";
import { labelPrefix } from "./container";
import { snippetFile } from "./edge";
import { type InstanceOutputs, instanceOutputs } from "./outputs";
import { createSecrets } from "./secrets";
import type { InstanceSpec } from "./spec";
import { start } from "./start";
import { instanceUrls } from "./urls";
import { createVolumes } from "./volumes";

export interface SupabaseInstanceArgs {
  readonly spec: InstanceSpec;
  /** The managed Caddy of its host. */
  readonly edge: docker.Container | undefined;
}

/** One Supabase instance: secrets, network, volumes, containers and its snippet for Caddy. */
export class SupabaseInstance extends pulumi.ComponentResource {
  readonly outputs: InstanceOutputs;

  constructor(name: string, { spec, edge }: SupabaseInstanceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("supabase:index:Instance", name, {}, opts);
    const child = { parent: this };
    const secrets = createSecrets(spec, { ...child, protect: spec.config.protect });
    const urls = instanceUrls(spec);
    const network = createNetwork(spec, child);
    const volumes = createVolumes(spec, secrets, child);
    if (spec.config.state === "active") {
      const ready = start(spec, secrets, urls, network, { ...child, dependsOn: [network, ...volumes] });
      if (spec.host.edge.mode !== "none") snippetFile(spec, secrets, edge, { ...child, dependsOn: ready });
    } else if (spec.host.edge.mode !== "none") {
      snippetFile(spec, secrets, edge, child);
    }
    this.outputs = instanceOutputs(spec, secrets, urls);
    this.registerOutputs({ ...this.outputs });
  }
}

function createNetwork({ name, subnet }: InstanceSpec, opts: pulumi.CustomResourceOptions): docker.Network {
  const args = {
    name: networkName(name),
    driver: "bridge",
    ipamConfigs: [{ subnet }],
    labels: [{ label: `${labelPrefix}instance`, value: name }],
  };
  return new docker.Network(`${name}-network`, args, { ...opts, deleteBeforeReplace: true });
}
