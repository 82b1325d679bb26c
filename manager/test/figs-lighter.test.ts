import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { program } from "../operations/workspace";

const script = `
  await import("./manager/cli/lighter.ts");
  const { createRequire } = await import("node:module");
  const require = createRequire("${join(program, "manager/cli/lighter.ts")}");
  const loaded = () => Object.keys(require.cache).some((file) => file.includes("/typescript/lib/"));
  const { runtime } = require("@pulumi/pulumi");
  const before = loaded();
  const { text } = await runtime.serializeFunction(() => 42);
  const paths = await runtime.computeCodePaths();
  console.log(JSON.stringify({ before, after: loaded(), written: text.includes("42"), paths: paths.size > 0 }));
`;

it("leaves the compiler out of a command, until a function is written down", { timeout: 60_000 }, () => {
  const words = ["--import", "tsx", "--input-type=module", "-e", script];
  const { stdout, stderr } = spawnSync(process.execPath, words, { cwd: program, encoding: "utf8" });
  expect(stdout, stderr).not.toBe("");
  expect(JSON.parse(stdout)).toEqual({ before: false, after: true, written: true, paths: true });
});

const talking = `
  await import("./manager/cli/lighter.ts");
  const { createRequire } = await import("node:module");
  const require = createRequire("${join(program, "manager/cli/lighter.ts")}");
  const loaded = () => Object.keys(require.cache).some((file) => file.includes("/@grpc/grpc-js/"));
  new (require("dockerode"))({ socketPath: "/nowhere" });
  const before = loaded();
  const { LocalWorkspace } = require("@pulumi/pulumi/automation/index.js");
  const { Server, ServerCredentials } = require("@grpc/grpc-js");
  const server = new Server();
  const bound = await new Promise((done) => server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (_, port) => done(port)));
  server.forceShutdown();
  console.log(JSON.stringify({ before, after: loaded(), bound: bound > 0, workspace: typeof LocalWorkspace.selectStack }));
`;

it("leaves out what talks to engines, until one is talked to", { timeout: 60_000 }, () => {
  const words = ["--import", "tsx", "--input-type=module", "-e", talking];
  const { stdout, stderr } = spawnSync(process.execPath, words, { cwd: program, encoding: "utf8" });
  expect(stdout, stderr).not.toBe("");
  expect(JSON.parse(stdout)).toEqual({ before: false, after: true, bound: true, workspace: "function" });
});
