import { givenSecrets, randomSecretNames } from "../../../components/config/secrets";
import { fingerprints } from "../fingerprint";
import type { Model } from "../model";
import { secretResource } from "../rotate/prepare";

/** A secret that a new instance is going to have. Plain data, and never its text. */
export interface PlannedSecret {
  /** Such as `jwtSecret`, or the setting that gives another, such as `auth.smtp.pass`. */
  readonly name: string;
  readonly use: string;
  /** `made`: when the plan is applied. `given`: by the list. */
  readonly source: "made" | "given";
  /** Where a given one lies, such as `the file /run/secrets/smtp`; undefined when the list itself holds it. */
  readonly from?: string | undefined;
  /** Short mark of a given one, the same as in plans; undefined until the stack has a secret to make marks with. */
  readonly mark?: string | undefined;
}

/** The secrets of an instance that is not made yet; undefined for one that is. */
export function plannedSecrets(
  { steps, given }: Pick<Model, "steps" | "given">,
  instance: string,
): PlannedSecret[] | undefined {
  const own = steps.filter(({ type, parent }) => type.endsWith(":RandomPassword") && parent === instance);
  if (own.length === 0 || own.some(({ action }) => action !== "create")) return undefined;
  const stored = steps.flatMap(({ old }) => old ?? []);
  const isMarked = stored.some(({ type }) => type.endsWith(":RandomPassword"));
  const mark = fingerprints(stored);
  const supplied = given
    .filter((secret) => secret.instance === instance)
    .map(({ path, origin, text }): PlannedSecret => {
      const name = path.replace(/^secrets\./, "");
      return { name, use: useOf(name), source: "given", from: origin, ...(isMarked ? { mark: mark(text) } : {}) };
    });
  const made = randomSecretNames.filter(
    (name) =>
      !supplied.some((one) => one.name === name) && own.some((step) => step.name === secretResource(instance, name, 1)),
  );
  return [...supplied, ...made.map((name): PlannedSecret => ({ name, use: useOf(name), source: "made" }))];
}

const useOf = (name: string): string =>
  Object.entries(givenSecrets.shape)
    .find(([key]) => key === name)?.[1]
    .meta()?.description ?? "";
