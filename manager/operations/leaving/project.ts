import { stringify } from "yaml";
import { composeService, literal } from "../../../engine/composeService";
import { type SecretFile, ownVariables, variablesOf } from "./secrets";
import type { Wanted, WantedContainer } from "./wanted";

/** A file of the project, and where a container sees it. */
export interface ProjectFile {
  readonly service: string;
  /** Path in the container. */
  readonly target: string;
  readonly content: Buffer;
}

/** Path of a container's file below the project's folder. */
export const pathOf = ({ service, target }: Pick<ProjectFile, "service" | "target">) => `files/${service}${target}`;

/** What the program hands to containers by upload. */
export function projectFiles(containers: readonly WantedContainer[]): ProjectFile[] {
  return containers.flatMap(({ service, inputs }) =>
    (inputs.uploads ?? []).map(({ file, content, contentBase64 }) => ({
      service,
      target: file,
      content: contentBase64 === undefined ? Buffer.from(content ?? "") : Buffer.from(contentBase64, "base64"),
    })),
  );
}

/** A volume of the project. */
export interface ProjectVolume {
  /** Its name on the host. */
  readonly name: string;
  /** Whether it has to be there before; Compose makes it otherwise. */
  readonly external: boolean;
}

/**
 * `compose.yaml` with the same containers, under the same names: so the fleet's own and these never run at once.
 * @param volumes by the name that the program has for each.
 */
export function composeText(wanted: Wanted, secrets: SecretFile, volumes: ReadonlyMap<string, ProjectVolume>): string {
  const present = new Set(wanted.containers.map(({ service }) => service));
  const short = (volume: string) => volume.slice(`supabase-${wanted.spec.name}-`.length);
  const services = wanted.containers.map((container) => {
    const { service, inputs } = container;
    const { volumes: mounts = [], ports = [], ...rest } = composeService(inputs, present, wanted.pids.get(inputs.name));
    const aliases = inputs.networksAdvanced?.[0]?.aliases?.filter((alias) => alias !== service) ?? [];
    const files = (inputs.uploads ?? []).map(
      ({ file }) => `./${literal(pathOf({ service, target: file }))}:${literal(file)}:ro,z`,
    );
    const named = mounts.map((mount) => {
      const [source = "", ...where] = mount.split(":");
      return [volumes.has(source) ? short(source) : source, ...where].join(":");
    });
    const all = [...named, ...files];
    return [
      service,
      {
        ...rest,
        ...(ports.length === 0 ? {} : { ports }),
        environment: environment(wanted, container, secrets),
        ...(all.length === 0 ? {} : { volumes: all }),
        ...(aliases.length === 0 ? {} : { networks: { default: { aliases } } }),
      },
    ];
  });
  const used = wanted.containers.flatMap(({ inputs }) => (inputs.volumes ?? []).flatMap(({ volumeName }) => volumeName ?? [])); // prettier-ignore
  const declared = [...volumes].filter(([name]) => used.includes(name));
  return stringify(
    {
      name: wanted.spec.name,
      services: Object.fromEntries(services),
      volumes: Object.fromEntries(
        declared.map(([own, { name, external }]) => [short(own), external ? { name, external } : { name }]),
      ),
    },
    { lineWidth: 0 },
  );
}

function environment(wanted: Wanted, container: WantedContainer, secrets: SecretFile) {
  const { service } = container;
  const own = ownVariables(wanted, service);
  const lines = [...variablesOf(container)].map(([name, value]) => [
    name,
    // The server keeps the password it has; this is the one that every other service uses.
    service === "db" && /^(POSTGRES_|PG)PASSWORD$/.test(name)
      ? "${POSTGRES_PASSWORD}"
      : secrets.textOf(service, name, value, own),
  ]);
  return lines.length === 0 ? undefined : Object.fromEntries(lines);
}
