import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { docker } from "./docker";
import { listening } from "./listening";
import { registry } from "./settings";

/** A Caddy that an operator has on the host already, in a folder of its own. */
export interface OwnCaddy {
  /** Folder with the program. */
  readonly bin: string;
  readonly snippets: string;
  readonly logs: string;
  /** Command that makes it read its snippets again. */
  readonly reload: string;
  /** Certificate of its own authority: a file. */
  readonly root: string;
  /** @returns the text of that file. */
  certificate(): string;
  stop(): void;
}

export interface CaddyPlace {
  readonly bind: string;
  readonly http: number;
  readonly https: number;
}

/** Starts the Caddy of the fleet's image as a process. @param sites are its own, besides the snippets. */
export async function startCaddy(folder: string, { bind, http, https }: CaddyPlace, sites = ""): Promise<OwnCaddy> {
  const at = (path: string) => join(folder, path);
  const image = `${registry}/caddy:2.10.2`;
  const container = docker("create", image);
  const inside = docker("run", "--rm", "--entrypoint", "which", image, "caddy");
  for (const each of ["bin", "snippets", "logs"]) mkdirSync(at(each), { recursive: true });
  docker("cp", "-L", `${container}:${inside}`, at("bin/caddy"));
  docker("rm", container);
  chmodSync(at("bin/caddy"), 0o755);
  const globals = `admin unix/${at("admin.sock")}\n storage file_system ${at("data")}\n http_port ${http}\n https_port ${https}\n default_bind ${bind}`;
  writeFileSync(at("Caddyfile"), `{\n ${globals}\n}\nimport ${at("snippets")}/*.caddy\n${sites}\n`);
  const config = ["--adapter", "caddyfile", "--config", at("Caddyfile")];
  const caddy: ChildProcess = spawn(at("bin/caddy"), ["run", ...config], {
    stdio: "ignore",
    env: { ...process.env, HOME: folder },
  });
  await listening(https, caddy, bind);
  const root = at("data/pki/authorities/local/root.crt");
  return {
    bin: at("bin"),
    snippets: at("snippets"),
    logs: at("logs"),
    reload: `caddy reload ${config.join(" ")}`,
    root,
    certificate: () => readFileSync(root, "utf8"),
    stop: () => void caddy.kill(),
  };
}
