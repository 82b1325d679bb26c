import type { InstanceSpec } from "../../../components/spec";
import type { Model } from "../model";
import { type Target, targetOf } from "../snapshot/target";
import type { Subject } from "../verify/subject";
import { subjectsOf } from "../verify/subjects";
import type { ImageChange } from "./types";

/** An instance as it is and as it is to be. */
export interface Upgradable {
  readonly target: Target;
  readonly wanted: InstanceSpec;
  /** Password of its database; never told. */
  readonly password: string;
  /** What a probe asks. */
  readonly subject: () => Subject | undefined;
}

export const upgradables = (names: readonly string[], now: Model, later: Model): Upgradable[] =>
  names.map((name) => ({
    target: targetOf(now.fleet, name),
    wanted: targetOf(later.fleet, name).spec,
    password: now.outputs[name]?.postgresPassword ?? "",
    subject: () => subjectsOf(now).get(name),
  }));

export const imageChanges = ({ target: { spec }, wanted }: Upgradable): ImageChange[] =>
  wanted.services.flatMap((service) => {
    const [old, now] = [spec.images[service], wanted.images[service]];
    return old === now ? [] : [{ service, old, new: now }];
  });
