import { parseArgs } from "node:util";
import { Engine, type Step } from "./engine";
import { readStackFile, runProgram } from "./run";
import { State } from "./state";

const actions = ["up", "preview", "destroy"] as const;

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { "stack-file": { type: "string" }, state: { type: "string" }, json: { type: "boolean", default: false } },
  });
  const action = actions.find((known) => known === positionals[0]);
  const { "stack-file": stackFile, state: stateFile, json } = values;
  if (action === undefined || stackFile === undefined || stateFile === undefined) {
    throw new Error("usage: engine up|preview|destroy --stack-file <Pulumi.stack.yaml> --state <file> [--json]");
  }
  const onStep = ({ action: what, type, name }: Step) => {
    if (what !== "same" && !json) process.stderr.write(`  ${what.padEnd(8)}${name} (${type.split(":").pop()})\n`);
  };
  const state = new State(stateFile);
  try {
    const engine = new Engine(state, action === "preview" ? "preview" : "up", onStep);
    const outputs = action === "destroy" ? {} : await runProgram(engine, readStackFile(stackFile));
    await engine.finish();
    const changed = engine.steps.filter((step) => step.action !== "same");
    const brief = changed.map(({ action: done, type, name }) => ({ action: done, type, name }));
    if (json) process.stdout.write(`${JSON.stringify({ steps: brief, outputs })}\n`);
    else process.stderr.write(`${changed.length} changes, ${engine.steps.length - changed.length} unchanged\n`);
  } finally {
    state.close();
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
