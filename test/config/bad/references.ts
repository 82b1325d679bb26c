import { join } from "node:path";
import { randomSecretNames } from "../../../components/config/secrets";
import { serviceNames } from "../../../components/config/services";
import { type Row, instance } from "./row";

const reference = "should be a secret: text, { file: path } or { env: NAME }";
const variableName = "should be a variable name: letters, digits and _, no digit first";
const files = join(__dirname, "..", "files");
const empty = join(files, "empty.txt");
const binary = join(files, "nul.bin");

const password = (mistake: string, value: unknown, problem: string): Row =>
  instance(mistake, { secrets: { postgresPassword: value } }, `secrets/postgresPassword${problem}`);

const variable = (mistake: string, value: unknown, problem: string): Row =>
  instance(mistake, { env: { auth: { SMS_TOKEN: value } } }, `env/auth/SMS_TOKEN${problem}`);

export const referenceRows: readonly Row[] = [
  instance("secrets that are text", { secrets: "abc" }, "secrets: should be a group of settings"),
  password("a secret that is a number", 12345678, `: ${reference}`),
  password("a secret that is null", null, `: ${reference}`),
  password("a secret that is a list", ["abcdefgh"], `: ${reference}`),
  password("a secret that is empty", "", ": is empty; it should be text, { file: path } or { env: NAME }"),
  password("a file that is not there", { file: "/nowhere/x" }, ": cannot read the file /nowhere/x that it refers to"),
  password("a file that is a folder", { file: files }, `: cannot read the file ${files} that it refers to`),
  password("a file that is empty", { file: empty }, `: the file ${empty} is empty`),
  password("a file without a path", { file: "" }, "/file: should be a path"),
  password("a file that is a number", { file: 5 }, `: ${reference}`),
  password(
    "a variable that is not set",
    { env: "FLEET_TEST_UNSET" },
    ": environment variable FLEET_TEST_UNSET is not set",
  ),
  password("a variable that is empty", { env: "FLEET_TEST_EMPTY" }, ": environment variable FLEET_TEST_EMPTY is empty"),
  password("a variable with a dollar", { env: "$PASSWORD" }, `/env: ${variableName}`),
  password("a file and a variable", { file: empty, env: "PASSWORD" }, `: ${reference}`),
  password("a misspelled reference", { flie: "/run/secrets/x" }, `: ${reference}`),
  instance(
    "a variable with a value against the rule",
    { secrets: { realtimeDbEncKey: { env: "FLEET_TEST_SHORT" } } },
    "secrets/realtimeDbEncKey: should be exactly 16 printable characters",
  ),

  instance(
    "variables of a service as a list",
    { env: { auth: ["A=b"] } },
    "env/auth: should be a group of variables by name",
  ),
  ...serviceNames.map((name) =>
    instance(
      `a variable of ${name} with a digit first`,
      { env: { [name]: { "2FA": "x" } } },
      `env/${name}/2FA: ${variableName}`,
    ),
  ),
  variable("a variable that is a flag", true, `: ${reference}`),
  variable("a variable with a NUL", "a\u0000b", ": holds a NUL character, which no variable can"),
  variable("a variable in a binary file", { file: binary }, ": holds a NUL character, which no variable can"),
  variable(
    "a variable of 100001 characters",
    "x".repeat(100_001),
    ": is longer than 100000 characters, which no variable can be",
  ),

  instance("a rotation that is true", { rotation: true }, "rotation: should be a group of settings"),
  ...randomSecretNames.map((name) =>
    instance(
      `generation 0 of ${name}`,
      { rotation: { [name]: 0 } },
      `rotation/${name}: should be a generation from 1 to 1000`,
    ),
  ),
  instance(
    "a generation in quotes",
    { rotation: { jwtSecret: "2" } },
    "rotation/jwtSecret: should be a generation from 1 to 1000",
  ),
];
