import { isDemo } from "../../../../components/config/demoSecrets";
import { type Check, failIf } from "../check";
import { ownContainers } from "../subject";

export const demoKeys: Check = {
  id: "demo-keys",
  sentence: "no container has a key or password of upstream's examples",
  async run(subject) {
    const own = ownContainers(await subject.scene(), subject.spec);
    failIf(
      own.flatMap(({ Name, Config }) =>
        Config.Env.filter(isKnownToAll).map(
          (line) =>
            `${Name.replace(/^\//, "")} has a demo value in ${line.split("=")[0]}. "fleet rotate ${subject.spec.name} all" draws new ones, or take it out of env.`,
        ),
      ),
    );
    return undefined;
  },
};

/** Words such as "postgres" are everybody's name for a user or database: among secrets alone they are a demo. */
export function isKnownToAll(line: string): boolean {
  const [, name = "", value = ""] = /^([^=]*)=(.*)$/s.exec(line) ?? [];
  const isSecret = /PASS|SECRET|KEY|TOKEN|CRYPTO|SALT/i.test(name);
  return parts(value).some((part) => isDemo(part) && (isSecret || part.length > 20)) || isDemo(passwordIn(value));
}

/** A value, and the texts in it where it is JSON. */
const parts = (value: string) => [value, ...[...value.matchAll(/"([^"\\]+)"/g)].map(([, text = ""]) => text)];

/** The password of a connection string; empty when there is none. */
const passwordIn = (value: string) => /^[a-z][a-z0-9+]*:\/\/[^:/@]*:([^@]+)@/.exec(value)?.[1] ?? "";
