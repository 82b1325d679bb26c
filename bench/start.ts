import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BareProgram, nothing } from "./bare";
import { composeCommand, composeFile } from "./compose";
import { cleanUp, pullMissing } from "./host";
import { type Comparison, alternate, progress } from "./measure";
import { render } from "./rendered";
import { type Api, firstAnswer } from "./requests";
import { fleet, nameOf, rounds, prefix } from "./settings";
import { type Settings, Stack, run } from "./stack";

const ports = { gateway: 21000, mail: 21001, poolerSession: 21002, poolerTransaction: 21003 };
const settings = fleet([{ name: nameOf(0), ports }]);

/** From an empty host to a user's first answer: every default service, by `pulumi up` and by Compose. */
export async function start(): Promise<Comparison[]> {
  const compose = await Compose.prepare();
  const empty = new BareProgram(nothing, "none");
  try {
    const { ours, healthy, started } = await alternate(rounds, {
      ours: async () => {
        const engine = await empty.stack.up({});
        const { up, answer } = await withPulumi(settings);
        progress(`pulumi up ${up.toFixed(1)} s, answer ${answer.toFixed(2)} s, empty stack ${engine.toFixed(1)} s`);
        return up + answer - engine;
      },
      healthy: async () => await compose.start("--wait"),
      started: async () => await compose.start("--detach"),
    });
    const target = 1.25;
    const name = "one instance, from an empty host to the first answer";
    return [
      { name, ours, other: healthy, against: "docker compose up --wait", target },
      { name, ours, other: started, against: "docker compose up --detach", target },
    ];
  } finally {
    empty.remove();
    compose.remove();
    cleanUp();
  }
}

async function seconds(work: Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work;
  return (performance.now() - started) / 1000;
}

async function withPulumi(config: Settings): Promise<{ up: number; answer: number }> {
  cleanUp();
  const stack = new Stack();
  const up = await stack.up(config);
  const api = stack.outputs()[nameOf(0)] as unknown as Api; // the program's own outputs
  const answer = await seconds(firstAnswer(api));
  cleanUp();
  stack.remove();
  return { up, answer };
}

class Compose {
  readonly #folder = mkdtempSync(join(tmpdir(), "fleet-compose-"));

  private constructor(
    readonly api: Api,
    file: string,
  ) {
    writeFileSync(join(this.#folder, "compose.yaml"), file);
  }

  static async prepare(): Promise<Compose> {
    const { resources, outputs } = await render(settings);
    pullMissing(resources.flatMap(({ type, inputs }) => (type.endsWith(":Container") ? [String(inputs.image)] : [])));
    return new Compose(outputs[nameOf(0)] as unknown as Api, composeFile(resources)); // the program's own outputs
  }

  async start(until: "--wait" | "--detach"): Promise<number> {
    cleanUp();
    const [program, ...args] = composeCommand();
    const up = [...args, "--project-name", prefix, "up", until, "--quiet-pull"];
    const taken = await seconds(run(program, up, { cwd: this.#folder }).then(async () => await firstAnswer(this.api)));
    cleanUp();
    return taken;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
