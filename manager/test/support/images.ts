import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { docker } from "../../../test/live/docker";
import { registry } from "../../../test/live/settings";

/** A tag that a test has added to the registry of the test images. */
export interface Variant {
  /** As a stack file names it, without the registry. */
  readonly image: string;
  remove(): Promise<void>;
}

/**
 * Serves an image that differs from one of the test images in some lines of a Dockerfile. It is in the registry alone, so that
 * who wants it has to pull it.
 */
export function variant(of: string, tag: string, ...lines: readonly string[]): Variant {
  const name = of.split(":")[0] ?? of;
  const full = `${registry}/${name}:${tag}`;
  const folder = mkdtempSync(join(tmpdir(), "fleet-image-"));
  try {
    writeFileSync(join(folder, "Dockerfile"), [`FROM ${registry}/${of}`, ...lines, ""].join("\n"));
    docker("build", "--quiet", "--tag", full, folder);
    docker("push", "--quiet", full);
    docker("image", "rm", full);
  } finally {
    rmSync(folder, { recursive: true });
  }
  return {
    image: `${name}:${tag}`,
    async remove() {
      spawnSync("docker", ["image", "rm", full]); // It may never have been pulled.
      const [host = "", ...path] = `${registry}/${name}`.split("/");
      const manifests = `http://${host}/v2/${path.join("/")}/manifests`;
      const accept = { accept: "application/vnd.docker.distribution.manifest.v2+json" };
      const answer = await fetch(`${manifests}/${tag}`, { method: "HEAD", headers: accept });
      await fetch(`${manifests}/${answer.headers.get("docker-content-digest")}`, { method: "DELETE" });
    },
  };
}
