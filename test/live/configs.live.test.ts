import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { caddyImage, envoyImage, missingImage, titled } from "./gatewayImages";

const golden = join(__dirname, "../golden");
const noCaddy =
  missingImage(caddyImage) ?? (spawnSync("openssl", ["version"]).status === 0 ? undefined : "no openssl on the PATH");
const noEnvoy = missingImage(envoyImage);

describe.skipIf(noCaddy !== undefined)(titled("a real Caddy", noCaddy), () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "fleet-caddy-"));
    chmodSync(folder, 0o755);
    const request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=acme.example.com"];
    execFileSync("openssl", [...request, "-keyout", join(folder, "key.pem"), "-out", join(folder, "cert.pem")], {
      stdio: "ignore",
    });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const validate = (file: string) =>
    spawnSync("docker", ["run", "--rm", "--network", "none", "-v", `${file}:/etc/caddy/Caddyfile:ro`, "-v", `${folder}:/etc/fleet:ro`,
      caddyImage, "caddy", "validate", "--adapter", "caddyfile", "--config", "/etc/caddy/Caddyfile"], { encoding: "utf8" }); // prettier-ignore

  it.each(readdirSync(join(golden, "caddy")))("takes the snippet %s", (name) => {
    const { status, stderr } = validate(join(golden, "caddy", name));
    expect({ status, said: status === 0 ? "" : stderr }).toEqual({ status: 0, said: "" });
    // A snippet that had to be formatted otherwise would be, too.
    expect(stderr).not.toContain("Caddyfile input is not formatted");
  });

  it("refuses one that is broken, so that the check is worth something", () => {
    const broken = join(folder, "broken.caddy");
    writeFileSync(
      broken,
      readFileSync(join(golden, "caddy/active.caddy"), "utf8").replace("reverse_proxy", "reverse_proxi"),
    );
    expect(validate(broken)).toMatchObject({ status: 1, stderr: expect.stringContaining("reverse_proxi") });
  });
});

describe.skipIf(noEnvoy !== undefined)(titled("a real Envoy", noEnvoy), () => {
  const validate = (file: string) =>
    spawnSync("docker", ["run", "--rm", "--network", "none", "-v", `${file}:/etc/envoy/envoy.yaml:ro`,
      envoyImage, "--mode", "validate", "-c", "/etc/envoy/envoy.yaml", "--log-level", "warning"], { encoding: "utf8" }); // prettier-ignore

  const files = readdirSync(join(golden, "gateway")).filter((name) => name.startsWith("envoy-"));
  it.each(files)("takes the configuration %s, without a warning", (name) => {
    const { status, stdout, stderr } = validate(join(golden, "gateway", name));
    expect({ status, said: status === 0 ? "" : stderr }).toEqual({ status: 0, said: "" });
    expect(stdout).toContain("OK");
    expect(stderr).not.toMatch(/deprecated|\[error\]|\[critical\]/);
  });
});
