import { z } from "zod";
import { host, hostName } from "./hosts";
import { instance, instanceSettings } from "./instance";
import { releaseNames } from "../release";
import { domainName, object, oneOf, pattern } from "./words";

/** Everything that may stand under `supabase-fleet:` in a stack file. */
export const fleetSettings = {
  domain: domainName.describe("Domain under which every instance gets its names."),
  hosts: z.record(hostName, host).optional().describe("Docker hosts by name; one host `local` when unset."),
  registry: pattern(
    /^[a-z0-9][a-z0-9.-]*(:[0-9]{1,5})?(\/[a-z0-9._-]+)*$/,
    "a registry such as mirror.example.com/supabase",
  )
    .optional()
    .describe("Prefix for every image, for mirrors and closed networks."),
  release: oneOf(...releaseNames)
    .default(releaseNames[0])
    .describe("Upstream release the images come from."),
  defaults: object(instanceSettings).partial().prefault({}).describe("Anything an instance may set, for all of them."),
  instances: z.array(instance, { error: "should be a list of instances" }).describe("The instances."),
};

export const fleetSchema = object(fleetSettings);
export type FleetConfig = z.output<typeof fleetSchema>;
