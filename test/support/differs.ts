/** Where our containers are not as the facts say, by `service.aspect`: what they have instead, and why. */
export type Differs = Readonly<Record<string, { readonly ours: unknown; readonly why: string }>>;

const sooner = "a sick container is noticed sooner";
const together = "containers start together and the instance waits once; a request that comes early is asked again";
const ownAddress = "the probe does not need the network's names";

export const differs: Differs = {
  "storage.health.test": {
    ours: ["CMD", "wget", "--no-verbose", "--tries=1", "--spider", "http://127.0.0.1:5000/status"],
    why: ownAddress,
  },
  "storage.after": { ours: ["db"], why: together },
  "imgproxy.readOnly": { ours: ["/var/lib/storage"], why: "it reads objects and writes none" },
  "meta.health.test": {
    ours: [
      "CMD-SHELL",
      `node -e "fetch('http://127.0.0.1:8080/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"`,
    ],
    why: "upstream's stack has none, and waiting needs one",
  },
  "meta.health.interval": { ours: 5, why: sooner },
  "meta.health.timeout": { ours: 5, why: sooner },
  "studio.health.test": {
    ours: [
      "CMD-SHELL",
      `node -e "fetch('http://127.0.0.1:3000/api/platform/profile').then((r) => process.exit(r.status === 200 ? 0 : 1), () => process.exit(1))"`,
    ],
    why: "the same question; it also ends at once when the answer is good",
  },
  "gateway.command": {
    ours: ["/usr/local/bin/envoy", "-c", "/etc/envoy/envoy.yaml", "--log-level", "warning", "--concurrency", "2"],
    why: "the file is complete, so nothing has to fill in a template first",
  },
  "gateway.health.test": {
    ours: ["CMD", "bash", "-c", "timeout 1 bash -c 'exec 3<>/dev/tcp/127.0.0.1/8000'"],
    why: "bash by name: sh of some images knows no /dev/tcp",
  },
  "gateway.health.interval": { ours: 5, why: sooner },
  "gateway.files": { ours: ["/etc/envoy/envoy.yaml"], why: "one file holds bootstrap, clusters and listener" },
  "gateway.after": { ours: [], why: "the API is there without Studio" },
  "kong.files": { ours: ["/home/kong/kong.yml"], why: "any path that KONG_DECLARATIVE_CONFIG names will do" },
  "kong.after": { ours: [], why: "the API is there without Studio" },
  "functions.command": {
    ours: [
      "/bin/sh",
      "-c",
      [
        "set -e",
        "rm -rf /home/deno/functions/main",
        "cp -R /fleet/functions/. /home/deno/functions/",
        "exec edge-runtime start --user-worker-request-idle-timeout 150000 --main-service /home/deno/functions/main",
      ].join("\n"),
    ],
    why: "files come by Docker's API and are laid into the volume first",
  },
  "functions.files": { ours: ["/fleet/functions/main/index.ts"], why: "the same" },
  "functions.health.test": {
    ours: ["CMD", "bash", "-c", "timeout 1 bash -c 'exec 3<>/dev/tcp/127.0.0.1/9000'"],
    why: "bash by name: sh of some images knows no /dev/tcp",
  },
  "functions.after": { ours: [], why: together },
  "vector.after": { ours: [], why: together },
  "vector.health.test": {
    ours: ["CMD", "wget", "--no-verbose", "--tries=1", "--spider", "http://127.0.0.1:9001/health"],
    why: ownAddress,
  },
  "mail.health.interval": { ours: 5, why: sooner },
  "mail.health.timeout": { ours: 5, why: sooner },
};
