import { containerName } from "../../../components/config/names";
import type { Host } from "../host";
import { execIn } from "../verify/execIn";

export interface Disk {
  /** Bytes. */
  readonly size: number;
  /** Bytes that a program without special rights may still fill. */
  readonly free: number;
}

/** The disk that a host's volumes lie on, as the database of one of its instances sees it. */
export async function diskOf({ docker }: Pick<Host, "docker">, instance: string): Promise<Disk | undefined> {
  const words = ["df", "-Pk", "/var/lib/postgresql/data"];
  const { code, stdout } = await execIn(docker, containerName(instance, "db"), words);
  return code === 0 ? diskFrom(stdout) : undefined;
}

export function diskFrom(text: string): Disk | undefined {
  const [, size, , free] = text.trim().split("\n").at(-1)?.split(/\s+/) ?? [];
  if (size === undefined || free === undefined || !/^\d+$/.test(size + free)) return undefined;
  return { size: Number(size) * 1024, free: Number(free) * 1024 };
}
