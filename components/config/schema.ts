import type { z } from "zod";
import { domainName } from "./addresses";
import { hosts } from "./hosts";
import { instance, instanceName, instanceSettings } from "./instance";
import { releaseNames } from "../release";
import { byName, list, object, oneOf, pattern } from "./words";

const anySettings = object(instanceSettings).partial();

/** Everything that may stand under `supabase-fleet:` in a stack file. */
export const fleetSettings = {
  domain: domainName.describe("Domain below which every instance gets its names."),
  hosts: hosts.optional().describe("Docker hosts, by a name of your choice; this machine, called local, when unset."),
  registry: pattern(
    /^[a-z0-9][a-z0-9.-]*(:[0-9]{1,5})?(\/[a-z0-9._-]+)*$/,
    "a registry such as mirror.example.com/supabase",
  )
    .optional()
    .describe("Prefix for every image, for mirrors and closed networks."),
  release: oneOf(...releaseNames)
    .default(releaseNames[0])
    .describe("Release of Supabase's stack that the images come from."),
  defaults: anySettings
    .prefault({})
    .describe("Anything an instance may set besides its name, for every instance that does not set it itself."),
  templates: byName(instanceName, anySettings, "templates, each a group of settings")
    .optional()
    .describe(
      "Settings by a name of your choice, which fleet create --from-template copies into a new entry; they change no instance by themselves.",
    ),
  instances: list(instance, "instances").describe("The instances; each needs a name and nothing else."),
};

export const fleetSchema = object(fleetSettings);
export type FleetConfig = z.output<typeof fleetSchema>;
