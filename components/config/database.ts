import { z } from "zod";
import { byName, line, object, oneOf, pattern, prose } from "./words";

/** Where the services look for the server and its files is not the operator's to move. */
const fixedSettings = ["config_file", "data_directory", "hba_file", "listen_addresses", "port"];

const settingName = pattern(
  /^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)*$/,
  "a Postgres setting in lower case, such as work_mem",
).refine((name) => !fixedSettings.includes(name), {
  error: "should stay as it is, or the services do not find Postgres; ports.database publishes it",
});

const settingValue = z.union(
  [line().refine((text) => !/[\\']/.test(text), { error: "should hold neither ' nor \\" }), z.number(), z.boolean()],
  { error: "should be text, a number, true or false" },
);

const major = z
  .union([oneOf("15", "17"), z.literal([15, 17])], { error: "should be 15 or 17" })
  .transform(String)
  .optional();

export const database = object({
  major: major.describe(
    "Major version of Postgres; the release's when unset. For data that is there, `fleet upgrade-postgres` changes it.",
  ),
  changedFrom: major.describe(
    "Major version that the data was of before `fleet upgrade-postgres` changed it. The command writes it and takes it out again.",
  ),
  settings: byName(settingName, settingValue, "settings by name")
    .default({})
    .describe("Settings of the server, by their names, such as work_mem or max_connections."),
  initSql: z
    .union(
      [
        prose("SQL"),
        object({
          file: line("a path").describe(
            "File of the machine that runs Pulumi; the path starts at the folder of Pulumi.yaml.",
          ),
        }),
      ],
      { error: "should be SQL or { file: path }" },
    )
    .optional()
    .describe("SQL, or the file that holds it, that runs once, on the empty database."),
});
