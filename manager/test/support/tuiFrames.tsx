/** @jsxRuntime automatic */
import { EventEmitter } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { render } from "ink";
import type { InstanceStatus } from "../../operations/status";
import { DashboardScreen } from "../../tui/dashboard/DashboardScreen";
import { unselected } from "../../tui/dashboard/selection";
import { Painter, type Terminal } from "../../tui/screen/painter";
import type { Row } from "../../tui/state/rows";

/** What frames cost, for `bench/tui.ts`: `tuiFrames.tsx <instances> <columns> <lines> <frames>`. Prints JSON. */
const [instances = 50, columns = 80, lines = 24, frames = 200] = process.argv.slice(2).map(Number);

/** A terminal that only counts. */
class Counting extends EventEmitter implements Terminal {
  readonly columns = columns;
  readonly rows = lines;
  bytes = 0;

  write(text: string): void {
    this.bytes += Buffer.byteLength(text);
  }
}

/** Figures of a fleet at work: each frame has others. */
const rows = (frame: number): Row[] =>
  Array.from({ length: instances }, (_, index) => {
    const wave = (Math.sin(frame / 3 + index) + 1) / 2;
    const health = { urls: { api: `https://instance-${index}.example.com` } } as InstanceStatus; // all that is drawn of it
    return {
      name: `instance-${String(index).padStart(2, "0")}`,
      host: "local",
      state: "ACTIVE_HEALTHY",
      notes: [],
      well: 12,
      services: 12,
      restarts: 0,
      usage: { cpu: 100 * wave, memory: 1e9 * wave, memoryLimit: 2e9, disk: 1e9 * (index + 1) },
      health,
    };
  });

const screen = (frame: number) =>
  <DashboardScreen size={{ columns, rows: lines }} stack="bench" fleet={{ rows: rows(frame), job: undefined }} selection={unselected} filtering={false} now={0} />; // prettier-ignore

const terminal = new Counting();
const stdout = new Painter(terminal) as unknown as NodeJS.WriteStream; // as in tui/start.tsx
const app = render(screen(0), { stdout, debug: true, patchConsole: false });
for (let warm = 1; warm <= 20; warm++) await drawn(-warm);
const [began, sent] = [process.cpuUsage(), terminal.bytes];
for (let frame = 1; frame <= frames; frame++) await drawn(frame);
const { user, system } = process.cpuUsage(began);
app.unmount();
const milliseconds = (user + system) / 1000 / frames;
process.stdout.write(`${JSON.stringify({ milliseconds, bytes: (terminal.bytes - sent) / frames })}\n`);

async function drawn(frame: number): Promise<void> {
  app.rerender(screen(frame));
  await sleep(60); // the painter's own pause
}
