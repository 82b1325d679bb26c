import { startSecondDocker } from "../test/live/secondDocker";
import { CliFleet } from "./cliFleet";
import { cleanUp, docker } from "./host";
import { progress } from "./measure";
import { firstAnswer, keepAsking } from "./requests";
import { fleet, lean, nameOf, numbered } from "./settings";

const index = 90;
const name = nameOf(index);
const own = numbered(index, { ...lean, host: "web1" });
const { gateway: port } = own.ports as { gateway: number }; // numbered gives it
/** Where the networks of the other host lie. */
const subnets = "10.229.0.0/16";
/** Rows of about 130 bytes. */
const sizes = [10_000, 1_000_000, 5_000_000];

/** What `fleet move --json` tells. */
interface Moved {
  readonly copied: number;
  readonly rest: number;
  readonly downTime: number;
  readonly seconds: number;
}

/** How long an instance is away while `fleet move` brings it to another Docker of this machine, by the size of its data. */
export async function move(): Promise<string> {
  const second = await startSecondDocker(subnets);
  const live = new CliFleet();
  try {
    const hosts = {
      web1: { edge: { mode: "none" }, subnets: "10.228.0.0/16" },
      web2: { docker: second.address, edge: { mode: "none" }, subnets },
    };
    live.write(fleet([own], { hosts }));
    await live.call("apply", "--yes");
    const rows: string[] = [];
    let [here, there] = ["web1", "web2"];
    for (const size of sizes) {
      // It grows where it is: every second time on the other host.
      const daemon = here === "web1" ? [] : ["-H", second.address];
      fill(daemon, size);
      rows.push(await moved(live, size, there));
      await live.call("move", name, "--clean", "--yes");
      [here, there] = [there, here];
    }
    const head = "| rows | copied before | copied while down | down time | failed requests | whole command |";
    return [head, "| --- | --- | --- | --- | --- | --- |", ...rows].join("\n");
  } finally {
    live.remove();
    cleanUp();
    await second.stop();
  }
}

function fill(daemon: readonly string[], size: number): void {
  const sql = `create table if not exists public.filled (id bigint, a text, b text);
    truncate public.filled;
    insert into public.filled select n, repeat(md5(n::text), 3), md5(n::text) from generate_series(1, ${size}) n; checkpoint`;
  docker(...daemon, "exec", `supabase-${name}-db`, "psql", "-XqAt", "-h", "127.0.0.1", "-U", "supabase_admin", "-d", "postgres", "-c", sql); // prettier-ignore
}

async function moved(live: CliFleet, size: number, to: string): Promise<string> {
  const { keys } = await live.json<{ keys: readonly { name: string; value?: string }[] }>("keys", name, "--reveal");
  const publishableKey = keys.find((key) => key.name === "publishableKey")?.value ?? "";
  const api = { apiUrl: `http://127.0.0.1:${port}`, publishableKey };
  await firstAnswer(api);
  const asking = keepAsking(api);
  const result = await live.json<Moved>("move", name, "--host", to, "--yes");
  const { failed, of } = await asking.stop();
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
  progress(`${size} rows: away for ${result.downTime.toFixed(1)} s of ${result.seconds.toFixed(0)} s`);
  return `| ${size.toLocaleString("en")} | ${megabytes(result.copied)} | ${megabytes(result.rest)} | ${result.downTime.toFixed(1)} s | ${failed} of ${of} | ${result.seconds.toFixed(0)} s |`; // prettier-ignore
}
