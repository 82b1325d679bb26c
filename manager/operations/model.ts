import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import type { Answer, Question } from "../program/protocol";
import { FleetError } from "./errors";
import type { Workspace } from "./workspace";

/** What the program wants beside what the state holds. Its secrets are plain: no operation hands it on. */
export type Model = Answer;

/**
 * Runs the program without changing anything.
 * @param mode `preview` also asks the hosts for what is gone; `plan` needs none.
 * @throws FleetError naming every wrong setting.
 */
export async function model(workspace: Workspace, mode: Question["mode"] = "plan"): Promise<Model> {
  const [config, resources] = await Promise.all([workspace.engine.config(), workspace.engine.stored()]);
  return await ask(workspace, { stack: workspace.stack, config, resources, mode });
}

async function ask(workspace: Workspace, question: Question): Promise<Answer> {
  const child = spawn(process.execPath, ["--import", "tsx", "manager/program/main.ts"], {
    cwd: workspace.program,
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.on("error", () => undefined); // A program that ends early says why on standard error.
  child.stdin.end(JSON.stringify(question));
  const [answer, said, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve, reject) => child.once("close", resolve).once("error", reject)),
  ]);
  if (code !== 0) throw new FleetError("config", said.trim());
  return JSON.parse(answer) as Answer; // written by program/main.ts
}
