import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { EmbeddedFleet } from "./embeddedFleet";
import { containers, docker } from "./host";
import { leanFleet } from "./many";
import { progress } from "./measure";
import { manyInstances } from "./settings";
import { root } from "./stack";

/** Terminals that frames are drawn for. */
const terminals = [[80, 24], [200, 60]] as const; // prettier-ignore

/** Instances that the screens watch. */
const sizes = [1, 10, 50].filter((size) => size < manyInstances).concat(manyInstances);

/** Seconds that are not counted, in which everything is read for the first time, and seconds that are. */
const [warm, watched] = [20, Number(process.env.BENCH_SECONDS ?? 60)];

/** What a frame of `fleet tui` costs, and of one processor its dashboard at a growing fleet, all of whose containers run. */
export async function tui(): Promise<string> {
  const frames = [];
  for (const [columns, lines] of terminals) frames.push(frame(columns, lines));
  const fleet = new EmbeddedFleet();
  const rows: string[] = [];
  try {
    for (const size of sizes) {
      fleet.write(leanFleet(0, size));
      await fleet.call("apply", "--yes");
      progress(`${size} instances are there`);
      rows.push(await row(fleet, size));
    }
  } finally {
    fleet.remove();
    const names = containers();
    if (names.length > 0) docker("rm", "--force", ...names);
  }
  return [
    table(["terminal", "frame, processor", "frame, bytes to the terminal"], frames),
    table(["instances", "containers", "of one processor", "memory at most", "bytes a second to the terminal"], rows),
  ].join("\n\n");
}

const table = (head: readonly string[], rows: readonly string[]) =>
  [`| ${head.join(" | ")} |`, `| ${head.map(() => "---").join(" | ")} |`, ...rows].join("\n");

/** A frame in which every figure is another one. */
function frame(columns: number, lines: number): string {
  const { CI: _ci, ...env } = process.env;
  const script = "manager/test/support/tuiFrames.tsx";
  const options = { cwd: root, env: { ...env, NODE_ENV: "production", FORCE_COLOR: "1" }, encoding: "utf8" } as const;
  const printed = execFileSync(process.execPath, ["--import", "tsx", script, "50", String(columns), String(lines)], options); // prettier-ignore
  const { milliseconds, bytes } = JSON.parse(printed) as { milliseconds: number; bytes: number }; // the script's own
  progress(`${columns}×${lines}: ${milliseconds.toFixed(1)} ms`);
  return `| ${columns}×${lines}, 50 instances | ${milliseconds.toFixed(1)} ms | ${Math.round(bytes)} |`;
}

async function row(fleet: EmbeddedFleet, size: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "fleet-bench-tui-"));
  const [pidFile, typed] = [join(folder, "pid"), join(folder, "screen")];
  const at = `--folder ${fleet.folder} --stack bench`;
  const inside = `stty cols 80 rows 24; echo $$ >${pidFile}; exec ${join(root, "bin/fleet")} tui ${at}`;
  const { CI: _ci, ...env } = process.env;
  const child = spawn("script", ["--quiet", "--flush", "--command", inside, typed], { env: { ...env, LC_ALL: "C.UTF-8", TERM: "xterm-256color" }, stdio: ["pipe", "ignore", "inherit"] }); // prettier-ignore
  try {
    await sleep(warm * 1000);
    if (!existsSync(pidFile)) throw new Error("fleet tui did not start");
    const pid = readFileSync(pidFile, "utf8").trim();
    const [ticks, bytes] = [ticksOf(pid), statSync(typed).size];
    await sleep(watched * 1000);
    const share = ticksOf(pid) - ticks; // a tick is a hundredth of a second
    const sent = (statSync(typed).size - bytes) / watched;
    const most = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? "";
    progress(`${size} instances: ${(share / watched).toFixed(1)} % of one processor`);
    return `| ${size} | ${containers().length} | ${(share / watched).toFixed(1)} % | ${Math.round(Number(most) / 1024)} MiB | ${Math.round(sent)} |`;
  } finally {
    await left(child);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Processor time of a process, in ticks. */
function ticksOf(pid: string): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
  return Number(fields[11]) + Number(fields[12]);
}

async function left(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.stdin?.end("q");
  const stop = setTimeout(() => child.kill(), 10_000);
  await once(child, "exit");
  clearTimeout(stop);
}
