import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { release, releaseNames } from "../../components/release";
import { inFolder } from "./paths";

/** Where `test/images/build.sh` serves the locally built images. */
export const standInRegistry = "127.0.0.1:5511/standin";

/**
 * Decides once whether the demo runs on upstream's images or on stand-ins, and remembers it: the two never share a volume,
 * so a choice holds until `bin/up --down`.
 */
export function chooseImages(): void {
  const file = inFolder("images");
  if (existsSync(file)) return;
  const probe = release(releaseNames[0]).images.rest;
  process.stderr.write(`Looking whether upstream's images can be pulled (${probe}) …\n`);
  const pulled = spawnSync("docker", ["pull", "--quiet", probe], { encoding: "utf8", timeout: 120_000 });
  const reachable = pulled.status === 0;
  if (!reachable) {
    const reason = pulled.stderr?.trim().split("\n").pop() || "no answer within two minutes";
    process.stderr.write(`They cannot: ${reason}\nGoing on with stand-ins for evaluation, built on this machine.\n`);
  }
  writeFileSync(file, reachable ? "upstream\n" : "stand-in\n", { mode: 0o600 });
}
