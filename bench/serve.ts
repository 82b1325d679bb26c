import { EmbeddedFleet } from "./embeddedFleet";
import { containers, docker } from "./host";
import { leanFleet } from "./many";
import { progress } from "./measure";
import { Server } from "./server";
import { manyInstances, nameOf } from "./settings";

/** Instances at which the clock is read. */
const sizes = [1, 10, 50].filter((size) => size < manyInstances).concat(manyInstances);

/** Answers of each kind at most, so that a token's 600 in a minute are enough; and seconds after which fewer will do. */
const [answers, patience] = [Number(process.env.BENCH_ANSWERS ?? 120), 20];

/** Bytes in the mebibyte. */
const mebi = 2 ** 20;

/**
 * What `fleet serve` takes for the questions that clients ask all the time, and of memory, at a growing fleet, all of whose
 * containers run; and what a browser waits for and loads before the page is there.
 */
export async function serve(): Promise<string> {
  const fleet = new EmbeddedFleet();
  const rows: string[] = [];
  let page = "";
  try {
    for (const size of sizes) {
      fleet.write(leanFleet(0, size));
      await fleet.call("apply", "--yes");
      progress(`${size} instances are there`);
      const server = await Server.start(fleet);
      try {
        rows.push(await row(server, size));
        page = await pageOf(server);
      } finally {
        await server.stop();
      }
    }
  } finally {
    fleet.remove();
    const names = containers();
    if (names.length > 0) docker("rm", "--force", ...names);
  }
  const head = ["instances", "containers", "list, p50 / p99", "one project, p50 / p99", "health, p50 / p99", "/metrics, p50 / p99", "memory at rest", "memory at most"]; // prettier-ignore
  return [`| ${head.join(" | ")} |`, `| ${head.map(() => "---").join(" | ")} |`, ...rows, "", page].join("\n");
}

async function row(server: Server, size: number): Promise<string> {
  const rest = server.memory().now;
  const [project] = (await server.json("/v1/projects")) as [{ readonly ref: string }]; // the first was made above
  const name = nameOf(0);
  const paths = ["/v1/projects", `/v1/projects/${project.ref}`, `/health/instances/${name}`, "/metrics"];
  const cells: string[] = [];
  for (const path of paths) {
    const milliseconds = await timed(server, path);
    const cell = `${rounded(quantile(milliseconds, 0.5))} / ${rounded(quantile(milliseconds, 0.99))} ms`;
    progress(`${size} instances, ${path}: ${cell} (${milliseconds.length} answers)`);
    cells.push(cell);
  }
  const memory = [rest, server.memory().most].map((bytes) => `${Math.round(bytes / mebi)} MiB`);
  return `| ${[size, containers().length, ...cells, ...memory].join(" | ")} |`;
}

async function timed(server: Server, path: string): Promise<number[]> {
  await server.text(path); // What is loaded only once counts for none of them.
  const milliseconds: number[] = [];
  for (const begun = performance.now(); milliseconds.length < answers && performance.now() - begun < patience * 1000;) {
    const asked = performance.now();
    await server.text(path);
    milliseconds.push(performance.now() - asked);
  }
  return milliseconds;
}

/** The first byte of the page, and everything that it loads from the server. */
async function pageOf(server: Server): Promise<string> {
  const asked = performance.now();
  const answer = await fetch(`${server.url}/`);
  const first = performance.now() - asked;
  const text = await answer.text();
  const linked = [...text.matchAll(/(?:src|href)="(\/[^"]+)"/g)].flatMap(([, path]) => path ?? []);
  const parts = await Promise.all(linked.map(async (path) => (await (await fetch(server.url + path)).arrayBuffer()).byteLength)); // prettier-ignore
  const bytes = parts.reduce((sum, part) => sum + part, Buffer.byteLength(text));
  return `The page (status ${answer.status}): first byte after ${rounded(first)} ms, ${rounded(bytes / 1024)} KiB in ${1 + linked.length} files.`;
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? NaN;
}

const rounded = (value: number): string => (value < 10 ? value.toFixed(1) : String(Math.round(value)));
