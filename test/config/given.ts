import { fleetFrom, report } from "../../components/config/read";
import { Problems } from "../../components/config/problems";
import type { Fleet, InstanceSpec } from "../../components/spec";

/** What stands under `supabase-fleet:` in a stack file. */
export type Config = Record<string, unknown>;
export type Settings = Readonly<Record<string, unknown>>;

/** A whole config with one instance, `blog`. */
export const blog = (settings: Settings = {}): Config => instances({ name: "blog", ...settings });

/** A whole config with these instances. */
export const instances = (...entries: readonly unknown[]): Config => ({ domain: "example.com", instances: entries });

/** A whole config with `blog` on the one host `local`. */
export const onHost = (settings: unknown, instance: Settings = {}): Config => ({
  ...blog(instance),
  hosts: { local: settings },
});

/** Every line of the report about a config, as the operator reads them; none when nothing is wrong. */
export function problemsOf(config: Config): readonly string[] {
  const problems = new Problems();
  const fleet = fleetFrom(config, problems);
  if (fleet === undefined && problems.list.length === 0) throw new Error("refused without a reason");
  return report("test", problems.list)
    .split("\n")
    .filter((text) => text.startsWith("  "))
    .map((text) => text.trim());
}

/** @throws Error with the report when something is wrong. */
export function fleetOf(config: Config): Fleet {
  const problems = new Problems();
  const fleet = fleetFrom(config, problems);
  if (fleet === undefined || problems.list.length > 0) throw new Error(report("test", problems.list));
  return fleet;
}

/** The resolved instance `blog`. @throws Error as above. */
export const specOf = (settings: Settings = {}): InstanceSpec => only(fleetOf(blog(settings)).instances);

export function only<T>(list: readonly T[]): T {
  const [first, ...others] = list;
  if (first === undefined || others.length > 0) throw new Error(`there are ${list.length}, not one`);
  return first;
}
