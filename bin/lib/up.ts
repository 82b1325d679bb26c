import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { down, outputs, up } from "./engine";
import { chooseImages, standInRegistry } from "./images";
import { freePort } from "./ports";
import { folder, inFolder, stackFile } from "./paths";

/** The steps of `bin/up`, which has installed what they need. */
async function main(step: string | undefined): Promise<void> {
  if (step === "images") chooseImages();
  else if (step === "up") await bringUp();
  else if (step === "down") takeDown();
  else throw new Error("usage: up.ts images|up|down");
}

async function bringUp(): Promise<void> {
  const standIn = readFileSync(inFolder("images"), "utf8").trim() === "stand-in";
  if (!existsSync(stackFile)) writeFileSync(stackFile, stackConfig(await freePort(8080), standIn));
  up();
  const { demo } = outputs();
  if (demo === undefined) throw new Error(`${stackFile} lists no instance "demo" any more; its instances are up`);
  writeFileSync(inFolder("keys.json"), `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 });
  process.stdout.write(summary(demo, standIn));
}

function takeDown(): void {
  if (!existsSync(stackFile)) {
    process.stdout.write("There is nothing to remove.\n");
    return;
  }
  // The first of the two steps that delete on purpose; the second is the removal itself.
  const text = readFileSync(stackFile, "utf8");
  writeFileSync(stackFile, text.replace(/protect: true/g, "protect: false"));
  down();
  rmSync(stackFile);
  for (const name of ["images", "keys.json", "passphrase", "env.sh"]) rmSync(inFolder(name), { force: true });
  for (const name of ["state", "embedded", "caddy"]) rmSync(inFolder(name), { recursive: true, force: true });
  process.stdout.write("demo and its data are gone.\n");
}

const stackConfig = (
  port: number,
  standIn: boolean,
): string => `# yaml-language-server: $schema=./schema/supabase-fleet.schema.json
# Made by bin/up. Change it and run bin/up again.
config:
  supabase-fleet:domain: localhost
${standIn ? `  # Stand-ins for evaluation, built from test/images: upstream's images could not be pulled.\n  supabase-fleet:registry: ${standInRegistry}\n` : ""}\
  supabase-fleet:hosts:
    local:
      edge:
        mode: managed
        httpPort: ${port}
        httpsPort: ${port + 363}
        tls: { mode: off }
        folder: ${folder}/caddy
  supabase-fleet:instances:
    - name: demo
      protect: true
      auth: { email: { autoconfirm: true } }
`;

function summary(demo: Record<string, string>, standIn: boolean): string {
  const note = standIn
    ? "\nIt runs on stand-ins for evaluation, because upstream's images could not be pulled: real Postgres, PostgREST and\nEnvoy, small substitutes for the rest. Use it to try things out, not for data you care about.\n"
    : "";
  return `
demo is up.
  API     ${demo.apiUrl}
  Studio  ${demo.studioUrl}   user supabase, password in the keys file
  Mail    ${demo.mailUrl}   the same user and password
  Keys    .supabase-fleet/keys.json (only you can read it)
${note}
Next:
  curl -X POST ${demo.apiUrl}/auth/v1/signup -H "apikey: ${demo.publishableKey}" \\
    -H "Content-Type: application/json" -d '{"email":"you@example.com","password":"correct horse"}'
  edit Pulumi.dev.yaml, then bin/up      # add an instance, change a setting
  bin/up --down                          # remove demo and its data
`;
}

main(process.argv[2]).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
