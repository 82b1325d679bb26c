import { join } from "node:path";
import { type Row, instance } from "./row";

const setting = "should be a Postgres setting in lower case, such as work_mem";
const fixed = "should stay as it is, or the services do not find Postgres; ports.database publishes it";
const secret = "should be a secret: text, { file: path } or { env: NAME }";
const binary = join(__dirname, "..", "files", "nul.bin");

const settings = (mistake: string, values: unknown, ...problems: string[]): Row =>
  instance(mistake, { database: { settings: values } }, ...problems.map((problem) => `database/settings${problem}`));

const store = (mistake: string, values: unknown, ...problems: string[]): Row =>
  instance(mistake, { storage: { store: values } }, ...problems.map((problem) => `storage/store${problem}`));

const s3 = { backend: "s3", bucket: "objects", accessKeyId: "id", secretAccessKey: "key" };

export const dataRows: readonly Row[] = [
  instance("a Postgres there is none of", { database: { major: 16 } }, "database/major: should be 15 or 17"),
  instance(
    "a Postgres that data never was of",
    { database: { changedFrom: 16 } },
    "database/changedFrom: should be 15 or 17",
  ),
  instance("a Postgres with a minor version", { database: { major: "17.6" } }, "database/major: should be 15 or 17"),
  settings("settings as a list", ["work_mem=16MB"], ": should be a group of settings by name"),
  settings("a setting in capitals", { Work_Mem: "16MB" }, `/Work_Mem: ${setting}`),
  settings("a setting with its value", { "work_mem=16MB": "on" }, `/work_mem=16MB: ${setting}`),
  settings("a setting that is a list", { work_mem: [16] }, "/work_mem: should be text, a number, true or false"),
  settings("a setting that is null", { work_mem: null }, "/work_mem: should be text, a number, true or false"),
  settings("a setting with a quote", { search_path: "it's" }, "/search_path: should hold neither ' nor \\"),
  settings("a setting with a backslash", { search_path: "a\\b" }, "/search_path: should hold neither ' nor \\"),
  settings(
    "a setting of two lines",
    { work_mem: "16MB\nfsync=off" },
    "/work_mem: should be one line of text without line breaks or control characters",
  ),
  settings("the port, which services know", { port: 5433 }, `/port: ${fixed}`),
  settings("the file of all settings", { config_file: "/tmp/mine" }, `/config_file: ${fixed}`),
  instance(
    "first SQL that is a list",
    { database: { initSql: ["select 1"] } },
    "database/initSql: should be SQL or { file: path }",
  ),
  instance("first SQL that is empty", { database: { initSql: "" } }, "database/initSql: should be SQL"),
  instance(
    "first SQL that is not there",
    { database: { initSql: { file: "/nowhere/init.sql" } } },
    "database/initSql: cannot read the file /nowhere/init.sql",
  ),
  instance(
    "first SQL that is no text",
    { database: { initSql: { file: binary } } },
    `database/initSql: the file ${binary} holds NUL characters, so it is no text`,
  ),

  instance("a storage that is text", { storage: "s3" }, "storage: should be a group of settings"),
  store("a store that is text", "s3", ": should be a group of settings with backend: file or backend: s3"),
  store("a store without a backend", { bucket: "objects" }, "/backend: should be one of file, s3"),
  store("a store there is none of", { backend: "gcs" }, "/backend: should be one of file, s3"),
  store(
    "a bucket without anything",
    { backend: "s3" },
    "/bucket: is missing; it should be a bucket name: 3 to 63 of a-z, 0-9, . and -",
    `/accessKeyId: is missing; it ${secret}`,
    `/secretAccessKey: is missing; it ${secret}`,
  ),
  store(
    "a bucket with a capital",
    { ...s3, bucket: "Objects" },
    "/bucket: should be a bucket name: 3 to 63 of a-z, 0-9, . and -",
  ),
  store(
    "an S3 server without a scheme",
    { ...s3, endpoint: "minio:9000" },
    "/endpoint: should be an address that starts with http:// or https://, without spaces, user or password",
  ),
  store("a region with a space", { ...s3, region: "eu central" }, "/region: should be a region such as eu-central-1"),
  store("an access key that is a number", { ...s3, accessKeyId: 5 }, `/accessKeyId: ${secret}`),
  store(
    "a secret key that is empty",
    { ...s3, secretAccessKey: "" },
    "/secretAccessKey: is empty; it should be text, { file: path } or { env: NAME }",
  ),
  store("a path style in words", { ...s3, forcePathStyle: "yes" }, "/forcePathStyle: should be true or false"),
  store("a folder with a bucket", { backend: "file", bucket: "objects" }, "/bucket: is no setting; known are backend"),
  instance(
    "a largest object of nothing",
    { storage: { fileSizeLimit: 0 } },
    "storage/fileSizeLimit: should be a whole number of bytes from 1 to 50000000000",
  ),
  instance(
    "a largest object with a unit",
    { storage: { fileSizeLimit: "50MB" } },
    "storage/fileSizeLimit: should be a whole number of bytes from 1 to 50000000000",
  ),

  instance("functions as a list", { functions: ["hello"] }, "functions: should be a group of settings"),
  instance(
    "a folder that is not there",
    { functions: { folder: "/nowhere" } },
    "functions/folder: cannot read the folder /nowhere",
  ),
  instance(
    "a folder that is a file",
    { functions: { folder: binary } },
    `functions/folder: cannot read the folder ${binary}`,
  ),
  instance("a folder that is a group", { functions: { folder: { file: "x" } } }, "functions/folder: should be a path"),
  instance(
    "a token check in words",
    { functions: { verifyJwt: "on" } },
    "functions/verifyJwt: should be true or false",
  ),
  instance(
    "variables as a list",
    { functions: { env: ["A=b"] } },
    "functions/env: should be a group of variables by name",
  ),
  instance(
    "a variable with a hyphen",
    { functions: { env: { "MY-KEY": "x" } } },
    "functions/env/MY-KEY: should be a variable name: letters, digits and _, no digit first",
  ),
  instance("a variable that is a number", { functions: { env: { A: 5 } } }, `functions/env/A: ${secret}`),
];
