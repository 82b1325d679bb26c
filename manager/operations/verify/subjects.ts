import { containerName } from "../../../components/config/names";
import type { InstanceSpec } from "../../../components/spec";
import { hostsOf } from "../host";
import type { Model } from "../model";
import { unknown } from "../plan/values";
import { Failed } from "./check";
import { dialOf } from "./dial";
import { doorTo } from "./door";
import { execIn } from "./execIn";
import { type Keys, type Scene, type Subject, look } from "./subject";

/** Active instances that have been applied, each with its way to be asked. */
export function subjectsOf({ fleet, outputs }: Model): Map<string, Subject> {
  const hosts = new Map(hostsOf(fleet).map((host) => [host.name, host]));
  const scenes = new Map<string, Promise<Scene>>();
  const subjects = new Map<string, Subject>();
  for (const spec of fleet.instances.filter(({ config }) => config.state === "active")) {
    const host = hosts.get(spec.host.name);
    const keys = keysOf(outputs[spec.name]);
    if (host === undefined || keys === undefined) continue;
    const dial = dialOf(spec.host);
    let identifier: Promise<string> | undefined;
    subjects.set(spec.name, {
      spec,
      keys,
      host,
      dial,
      api: doorTo(keys.apiUrl, spec, dial),
      user: {},
      cleanUps: [],
      get others() {
        return [...subjects.values()].filter((other) => other.spec.name !== spec.name);
      },
      scene: async () => await remembered(scenes, host.name, async () => await look(host)),
      identifier: async () => await (identifier ??= identifierOf(host.docker, spec, keys)),
    });
  }
  return subjects;
}

/** Asks once, and again only after it failed. */
async function remembered<T>(answers: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  const known = answers.get(key) ?? ask();
  answers.set(key, known);
  return await known;
}

function keysOf(outputs: Model["outputs"][string] | undefined): Keys | undefined {
  if (outputs === undefined) return undefined;
  const isKnown = Object.values(outputs).every((value) => value === undefined || !value.includes(unknown));
  return isKnown ? (outputs as unknown as Keys) : undefined; // components/outputs.ts writes them
}

async function identifierOf(docker: Subject["host"]["docker"], spec: InstanceSpec, keys: Keys): Promise<string> {
  const words = ["psql", "-X", "-q", "-A", "-t", "-w", "-h", "127.0.0.1", "-U", "supabase_admin", "-d", "postgres", "-c", "select system_identifier, checkpoint_lsn, checkpoint_time from pg_control_system(), pg_control_checkpoint()"]; // prettier-ignore
  const answer = await execIn(docker, containerName(spec.name, "db"), words, { PGPASSWORD: keys.postgresPassword });
  if (answer.code !== 0) throw new Failed(`The database of ${spec.name} does not answer: ${answer.stderr.trim()}`);
  return answer.stdout.trim();
}
