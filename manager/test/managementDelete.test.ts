import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { refOf } from "../../components/config/ref";
import { branchesIn, noteBranch } from "../operations/branches/branches";
import { proposeRemoval, remove } from "../operations/edit/remove";
import { embeddedState } from "../operations/engines/embedded";
import { given } from "../operations/environment/given";
import { deployedFolder } from "../operations/functions/store";
import { type Managed, managed } from "./support/managed";

const project = `/v1/projects/${refOf("blog")}`;

describe("deleting through the Management API", { timeout: 120_000 }, () => {
  let api: Managed;
  beforeEach(() => (api = managed([{ name: "blog" }, { name: "shop" }])));
  afterEach(() => api.remove());

  it("takes the protection off again where an apply before ended between the ledger and the volumes", async () => {
    const file = embeddedState(api.workspace.folder, "test");
    const state = JSON.parse(readFileSync(file, "utf8")) as { resources: object[] }; // support/managed.ts writes it
    const outputs = { instances: { blog: { protect: false } } };
    const ledger = { type: "pulumi-nodejs:dynamic/supabase:Ledger", name: "fleet", id: "l", inputs: outputs, outputs, protect: false, retainOnDelete: false }; // prettier-ignore
    writeFileSync(file, JSON.stringify({ ...state, resources: [...state.resources, ledger] }));
    expect((await proposeRemoval(api.workspace, "blog")).next).toBe("unprotect");
  });

  it("is refused while a project has branches, and forgets a branch that is deleted as a project", async () => {
    const branch = noteBranch(api.workspace, { name: "next", parent: "blog", persistent: false, withData: false });
    const { stackFile } = api.workspace;
    writeFileSync(stackFile, api.stackFile().replace("shop", branch.instance));
    const refused = await api.call("DELETE", project);
    expect([refused.status, await refused.json()]).toEqual([409, { kind: "refused", message: "blog has branches: next. Delete them first. Nothing was deleted." }]); // prettier-ignore
    expect((await api.call("DELETE", `/v1/projects/${refOf(branch.instance)}`)).status).toBe(200);
    expect(branchesIn(api.workspace)).toEqual([]);
    expect((await api.call("DELETE", project)).status).toBe(200);
    expect(api.stackFile()).not.toContain("blog");
  });

  it.each<[string, () => Promise<unknown>]>([
    ["the Management API", async () => expect((await api.call("DELETE", project)).status).toBe(200)],
    [
      "the platform API",
      async () => {
        const { id } = (await (await api.call("DELETE", "/platform/projects/blog?confirm=blog")).json()) as {
          id: string;
        }; // a job
        await expect
          .poll(async () => await (await api.call("GET", `/platform/jobs/${id}`)).json(), { timeout: 60_000 })
          .toMatchObject({ state: "done" });
      },
    ],
    [
      "an operator",
      async () =>
        await remove(
          api.workspace,
          "blog",
          { apply: true },
          { report: () => undefined, signal: new AbortController().signal },
        ),
    ],
  ])("leaves no function and no secret behind for the next project of this name, by %s", async (_who, deleted) => {
    const secret = (await given(api.workspace, "blog", "KEY", "hush")) as { file: string }; // this engine cannot encrypt
    expect(existsSync(secret.file)).toBe(true);
    const folder = deployedFolder(api.workspace, "blog");
    mkdirSync(join(folder, "hello"), { recursive: true });
    mkdirSync(join(`${folder}.files`, "hello"), { recursive: true });
    await deleted();
    expect([folder, `${folder}.files`, secret.file, dirname(folder)].map((each) => existsSync(each))).toEqual([false, false, false, true]); // prettier-ignore
  });
});

describe("a branch that was noted and never made, because the server died", { timeout: 120_000 }, () => {
  let api: Managed;
  beforeEach(() => (api = managed([{ name: "blog" }])));
  afterEach(() => api.remove());

  it("is not in the way of another of its name", async () => {
    const lost = noteBranch(api.workspace, { name: "next", parent: "blog", persistent: false, withData: false });
    const made = await api.call("POST", `${project}/branches`, { branch_name: "next" });
    expect(made.status).toBe(201);
    expect(branchesIn(api.workspace).map(({ id }) => id)).not.toContain(lost.id);
  });

  it("that is on its way is told as one that comes, with what its parent has", async () => {
    await api.call("POST", `${project}/branches`, { branch_name: "next" });
    const detail = await api.call("GET", `/v1/branches/${refOf("blog-next")}`);
    expect([detail.status, await detail.json()]).toMatchObject([200, { ref: refOf("blog-next"), status: "COMING_UP", postgres_engine: "17", db_host: `db.${refOf("blog-next")}.fleet.test` }]); // prettier-ignore
  });
});
