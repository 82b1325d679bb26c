import { services } from "../../components/services";
import type { InstanceSpec, Secrets } from "../../components/spec";
import { instanceUrls } from "../../components/urls";
import { type Config, fleetOf, only } from "../config/given";

type Env = Readonly<Record<string, string>>;

/** Everything about an instance's containers but the values of their variables: nothing of it may follow a text. */
export interface Frame {
  readonly containers: readonly unknown[];
  /** Variables that are plain, as `service NAME`. */
  readonly env: Env;
}

export function frame(config: Config, secrets: Secrets): Frame {
  const instance = only(fleetOf(config).instances);
  const urls = instanceUrls(instance);
  const all = instance.services.map((name) => ({ name, ...services[name](instance, secrets, urls) }));
  return {
    containers: all.map(({ env, files, ...rest }) => ({
      ...rest,
      variables: Object.keys(env),
      files: files?.map(({ path, content }) => (typeof content === "string" ? { path, content } : { path })),
    })),
    env: Object.fromEntries(
      all.flatMap(({ name, env }) =>
        Object.entries(env).flatMap(([key, value]) => (typeof value === "string" ? [[`${name} ${key}`, value]] : [])),
      ),
    ),
  };
}

export const specFrom = (config: Config): InstanceSpec => only(fleetOf(config).instances);

/** Variables of two instances that are not the same. */
export const changed = (before: Env, after: Env): string[] =>
  Object.keys(after).filter((name) => before[name] !== after[name]);
