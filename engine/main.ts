import { parseArgs } from "node:util";
import { run } from "./run";

const usage = "usage: engine up|preview|destroy|output --stack-file <Pulumi.stack.yaml> --state <file> [--json]";

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { "stack-file": { type: "string" }, state: { type: "string" }, json: { type: "boolean", default: false } },
  });
  const [action] = positionals;
  const { "stack-file": stackFile, state: stateFile } = values;
  if (stackFile === undefined || stateFile === undefined) throw new Error(usage);
  if (action !== "up" && action !== "preview" && action !== "destroy") throw new Error(usage);
  const stack = /Pulumi\.([A-Za-z0-9_-]+)\.yaml$/.exec(stackFile)?.[1] ?? "dev";
  const onStep = ({ action: what, type, name }: { action: string; type: string; name: string }) => {
    if (what !== "same" && !values.json)
      process.stderr.write(`  ${what.padEnd(8)}${name} (${type.split(":").pop()})\n`);
  };
  const { steps, outputs } = await run({ stackFile, stack, stateFile, action, onStep });
  const changed = steps.filter((step) => step.action !== "same");
  if (values.json) process.stdout.write(`${JSON.stringify({ steps: changed, outputs })}\n`);
  else process.stderr.write(`${changed.length} changes, ${steps.length - changed.length} unchanged\n`);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
