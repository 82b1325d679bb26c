import { containerName } from "../config/names";
import { fill } from "../template";
import type { Service } from "../spec";
import { wget } from "./probe";

/** Vector: ships the logs of this instance's containers, chosen by their names, to analytics. */
export const vector: Service = (instance, secrets) => ({
  command: ["--config", "/etc/vector/vector.yml"],
  env: { LOGFLARE_PUBLIC_ACCESS_TOKEN: secrets.logflarePublicToken },
  files: [
    {
      path: "/etc/vector/vector.yml",
      content: fill("vector.yml", {
        auth: containerName(instance.name, "auth"),
        db: containerName(instance.name, "db"),
        functions: containerName(instance.name, "functions"),
        gateway: containerName(instance.name, "gateway"),
        realtime: containerName(instance.name, "realtime"),
        rest: containerName(instance.name, "rest"),
        storage: containerName(instance.name, "storage"),
      }),
    },
  ],
  healthcheck: wget("http://127.0.0.1:9001/health"),
  hostPaths: [{ host: "/var/run/docker.sock", path: "/var/run/docker.sock" }],
  securityOptions: ["label=disable"],
});
