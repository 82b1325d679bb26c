import { spawnSync } from "node:child_process";
import { imageName, release, releaseNames } from "../../components/release";
import { missingDocker } from "./docker";
import { registry } from "./settings";

const { images } = release(releaseNames[0]);
const local = (image: string) => imageName(image, registry);

export const caddyImage = local(images.edge);
export const envoyImage = local(images.gateway);
/** Any of them that has Node in it. */
export const nodeImage = local(images.studio);

/** Why an image cannot be run here; undefined when it can. */
export function missingImage(image: string): string | undefined {
  const reason = missingDocker();
  if (reason !== undefined) return reason;
  return spawnSync("docker", ["image", "inspect", image]).status === 0 ? undefined : `no image ${image}`;
}

export const titled = (title: string, reason: string | undefined): string =>
  reason === undefined ? title : `${title} (skipped: ${reason})`;
