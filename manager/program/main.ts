import { text } from "node:stream/consumers";
import { readFleet } from "../../components/config/read";
import { Engine } from "../../engine/engine";
import { runProgram } from "../../engine/run";
import { Resources } from "../../engine/state";
import { givenSecrets } from "./givenSecrets";
import type { Answer, Question } from "./protocol";

/**
 * Runs the Pulumi program against a copy of a stack's state, and changes nothing: question on standard input, answer on standard output.
 * A process of its own, because Pulumi's runtime serves one run per process.
 */
async function main(): Promise<Answer> {
  const { stack, config, resources, mode } = JSON.parse(await text(process.stdin)) as Question; // written by model.ts
  const engine = new Engine(new Resources(resources), mode);
  const outputs = (await runProgram(engine, { stack, config })) as { instances: never };
  await engine.finish();
  const fleet = readFleet();
  const given = fleet.instances.flatMap(({ name, config }) => givenSecrets(name, config));
  return { fleet, steps: engine.steps, refusals: engine.refusals, given, outputs: outputs.instances };
}

main().then(
  (answer) => {
    process.stdout.write(JSON.stringify(answer), () => process.exit(0));
  },
  (error: unknown) => {
    process.stderr.write(error instanceof Error ? error.message : String(error));
    process.exit(1);
  },
);
