import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { containersOf, docker, psql } from "../../test/live/docker";
import { type Variant, variant } from "./support/images";
import { type LiveFleet, engineNames, leanInstance, liveFleet } from "./support/live";

const cli = engineNames.find((engine) => engine.name === "Pulumi CLI");
const [own, other] = ["upglive-c", "upglive-d"] as const;
const rest = "postgrest/postgrest:v14.17";

describe.skipIf(cli?.missing)("fleet upgrade by the Pulumi CLI", () => {
  let live: LiveFleet;
  const served: Variant[] = [];
  const serve = (...of: Parameters<typeof variant>) => {
    const made = variant(...of);
    served.push(made);
    return made.image;
  };
  const write = (...instances: readonly Record<string, unknown>[]) =>
    live.write(instances, { hosts: { local: { edge: { mode: "none" }, subnets: "10.219.68.0/24" } } });
  const imageOf = (service: string) => docker("inspect", "--format", "{{.Config.Image}}", `supabase-${own}-${service}`);
  const row = () => psql(own, "select row from kept");

  beforeAll(async () => {
    live = liveFleet("Pulumi CLI", [own, other]);
    write(leanInstance(own));
    expect(await live.fleet("apply", "--yes")).toMatchObject({ code: 0 });
    psql(own, "create table kept as select 7 as row");
  });
  afterAll(async () => {
    live?.remove();
    for (const image of served) await image.remove();
  });

  it("brings a service its new image, and nothing else", async () => {
    const good = serve(rest, "v14.18-upgcli", "LABEL upgcli=good");
    const before = new Map([...containersOf(own)].filter(([name]) => !name.endsWith("-rest")));
    expect(await live.fleet("upgrade", own, "--image", `rest=${good}`, "--yes")).toMatchObject({ code: 0 });
    expect(imageOf("rest")).toContain(good);
    for (const [name, id] of before) expect(containersOf(own).get(name)).toBe(id);
    expect(row()).toBe("7");
  });

  it("goes back by itself from an image that does not start", async () => {
    const broken = serve(rest, "v14.19-upgcli", 'ENTRYPOINT ["/bin/false"]');
    const file = readFileSync(live.stackFile, "utf8");
    const { code, stdout } = await live.fleet("upgrade", own, "--image", `rest=${broken}`, "--yes");
    expect({ code, stdout }).toMatchObject({ code: 1, stdout: expect.stringContaining(`${own}: rolled back`) });
    expect(imageOf("rest")).toContain("v14.18-upgcli");
    expect(readFileSync(live.stackFile, "utf8")).toBe(file);
    expect(row()).toBe("7");
    expect(await live.fleet("plan")).toMatchObject({ code: 0 });
  });

  it("is refused, as a repair is, while another instance waits for its first apply", async () => {
    const sentence = `Pulumi cannot leave out what is made for the first time, and there are secrets to be made for: ${other}. Apply that first with "fleet apply". Nothing was changed.`;
    write(leanInstance(own, { images: { rest: served[0]?.image } }), leanInstance(other));
    const before = readFileSync(live.stackFile, "utf8");
    expect(await live.fleet("upgrade", own, "--image", `rest=${rest}-other`, "--yes")).toMatchObject({ code: 5, stderr: expect.stringContaining(sentence) }); // prettier-ignore
    expect(readFileSync(live.stackFile, "utf8")).toBe(before);
    docker("rm", "-f", `supabase-${own}-rest`);
    expect(await live.fleet("drift", own, "--repair", "--yes")).toMatchObject({ code: 5, stderr: expect.stringContaining(sentence) }); // prettier-ignore
  });
});
