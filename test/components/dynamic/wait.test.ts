import { afterEach, describe, expect, it } from "vitest";
import { connect } from "../../../components/dynamic/dockerApi";
import { readyProvider } from "../../../components/dynamic/ready";
import { waitUntilHealthy } from "../../../components/dynamic/wait";
import { type FakeContainer, type FakeDocker, fakeDocker } from "../../support/fakeDocker";

let docker: FakeDocker | undefined;
afterEach(async () => await docker?.stop());

/** Waits for a container that behaves so, `patience` seconds at most; the message of what went wrong, if anything. */
async function waitFor(container: FakeContainer, patience = 5): Promise<string | undefined> {
  docker = await fakeDocker({ containers: { acme: container } });
  return await waitUntilHealthy(connect(docker.address), "acme", Date.now() + patience * 1000).then(
    () => undefined,
    (error: Error) => error.message,
  );
}

const said = (what: string, ...lines: string[]) =>
  [`acme ${what}. Its last lines:`, ...lines.map((line) => `  ${line}`), `"docker logs acme" shows the rest.`].join(
    "\n",
  );

describe("waiting for a container", () => {
  it("ends when Docker calls it healthy", async () => {
    expect(await waitFor({ looks: [{ health: "healthy" }] })).toBeUndefined();
    expect(docker?.commands).toEqual([]);
  });

  it("ends when it runs, if it has no health check", async () => {
    expect(await waitFor({ looks: [{ status: "created", test: [] }, { test: [] }] })).toBeUndefined();
    await docker?.stop();
    expect(await waitFor({ looks: [{ test: ["NONE"] }] })).toBeUndefined();
  });

  it("asks by itself while Docker's next probe is far away", async () => {
    const looks = [{ health: "starting" as const, test: ["CMD-SHELL", "curl -f x"] }];
    expect(await waitFor({ looks, exits: [1, 0] })).toBeUndefined();
    const probe = { argv: ["/bin/sh", "-c", "curl -f x"], env: [], input: "" };
    expect(docker?.commands).toEqual([probe, probe]);
  });

  it("runs a probe without a shell as it is", async () => {
    await waitFor({ looks: [{ health: "starting", test: ["CMD", "pg_isready", "-U", "postgres"] }] });
    expect(docker?.commands[0]?.argv).toEqual(["pg_isready", "-U", "postgres"]);
  });

  it("ends at once when the container has ended, and quotes its last lines", async () => {
    const message = await waitFor({ looks: [{ status: "exited", exitCode: 3 }], logs: "one\n\ntwo\n" });
    expect(message).toBe(said("ended with exit code 3", "one", "two"));
  });

  it("says so when the container wrote nothing", async () => {
    expect(await waitFor({ looks: [{ status: "exited", exitCode: 1 }] })).toBe(
      said("ended with exit code 1", "(it wrote nothing)"),
    );
  });

  it("ends when the container has been restarted three times since the first look", async () => {
    const restarting = (restarts: number) => ({ status: "restarting" as const, restarts, exitCode: 1 });
    const message = await waitFor({ looks: [7, 8, 9, 10].map(restarting), logs: "no\n" });
    expect(message).toBe(said("ends again and again (exit code 1)", "no"));
  });

  it("ends when Docker calls it unhealthy", async () => {
    const message = await waitFor({ looks: [{ health: "unhealthy" }], exits: [1], logs: "sick\n" });
    expect(message).toBe(said("does not answer its health check", "sick"));
  });

  it("has patience with an unhealthy one on a host that takes its time over a probe", async () => {
    const busy = { looks: [{ health: "unhealthy" as const }], exits: [1, 0], takes: 1100 };
    expect(await waitFor(busy)).toBeUndefined();
    expect(docker?.commands).toHaveLength(2);
  });

  it("ends when time is over", async () => {
    const message = await waitFor({ looks: [{ health: "starting" }], exits: [1], logs: "still at it\n" }, 0.1);
    expect(message).toBe(said("was not healthy in time", "still at it"));
  });

  it("shows no password, token or secret key of the lines it quotes", async () => {
    const logs = [
      "connecting to postgres://supabase_admin:pa55-word.x@db:5432/postgres",
      "ecto://a:other@db/x, token eyJhbGciOi.eyJyb2xlIjoi.c2lnbmF0dXJl_-x",
      "key sb_secret_0123456789abcdefghijkl_01234567, not sb_publishable_x",
    ];
    const message = await waitFor({ looks: [{ status: "exited", exitCode: 1 }], logs: logs.join("\n") });
    expect(message).toBe(
      said(
        "ended with exit code 1",
        "connecting to postgres://supabase_admin:[secret]@db:5432/postgres",
        "ecto://a:[secret]@db/x, token [secret]",
        "key [secret], not sb_publishable_x",
      ),
    );
  });
});

describe("Ready", () => {
  const state = { ids: ["1", "2"], timeout: 5, providerVersion: 1 };

  it("sets every container's limit of processes, and waits for all of them", async () => {
    const healthy = { looks: [{ health: "healthy" as const }] };
    docker = await fakeDocker({ containers: { a: healthy, b: healthy } });
    const wanted = { ...state, host: docker.address, containers: { a: 500, b: 1000 } };
    expect(await readyProvider.create(wanted)).toEqual({ id: "ready:a", outs: wanted });
    expect(docker.updates).toEqual({ a: { PidsLimit: 500 }, b: { PidsLimit: 1000 } });
    expect(await readyProvider.update?.("ready:a", wanted, wanted)).toEqual({ outs: wanted });
  });

  it("tells of everyone that failed, not of the first alone", async () => {
    const ended = { looks: [{ status: "exited" as const, exitCode: 1 }] };
    docker = await fakeDocker({ containers: { a: ended, b: { looks: [{ health: "healthy" }] }, c: ended } });
    const wanted = { ...state, host: docker.address, containers: { a: 1, b: 1, c: 1, gone: 1 } };
    await expect(readyProvider.create(wanted)).rejects.toThrow(/^a ended[^]*\n\nc ended[^]*no such containers: gone/);
  });

  it("says why a container ends rather than that it takes no limit, and limits it when it is up again", async () => {
    const dies = { looks: [{ status: "restarting" as const, restarts: 0 }, { restarts: 4, exitCode: 7, status: "restarting" as const }], refusals: 9 }; // prettier-ignore
    docker = await fakeDocker({ containers: { a: dies, b: { looks: [{ health: "healthy" }], refusals: 1 } } });
    const wanted = { ...state, host: docker.address, containers: { a: 1, b: 5 } };
    await expect(readyProvider.create(wanted)).rejects.toThrow(/^a ends again and again \(exit code 7\)/);
    expect(docker.updates).toEqual({ b: { PidsLimit: 5 } });
  });

  it("waits again for a new container or another limit, and not for another patience", async () => {
    const old = { ...state, host: "unix:///x", containers: { a: 1 } };
    const changes = async (news: object) => (await readyProvider.diff?.("id", old, { ...old, ...news }))?.changes;
    expect(await changes({})).toBe(false);
    expect(await changes({ timeout: 6 })).toBe(false);
    for (const news of [{ ids: ["1", "3"] }, { containers: { a: 2 } }, { host: "unix:///y" }, { providerVersion: 2 }]) {
      expect(await changes(news)).toBe(true);
    }
  });
});
