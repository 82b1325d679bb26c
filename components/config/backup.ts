import { z } from "zod";
import { absolutePath, httpUrl } from "./addresses";
import { secretValue } from "./secretValue";
import { flag, line, object, pattern, port, whole } from "./words";

/** Restic takes these into an address of its own, so nothing in them may end it. */
const prefix = pattern(
  /^[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$/,
  "a path of letters, digits and . _ / -, without a slash at its start",
).optional();

const folder = object({
  backend: z.literal("folder").describe("A folder of the Docker host, such as a mounted disk."),
  path: absolutePath.describe("Folder on the host; below it lies one repository per instance."),
});

const s3 = object({
  backend: z.literal("s3").describe("A bucket of an S3-compatible store, such as Backblaze B2."),
  endpoint: httpUrl.default("https://s3.amazonaws.com").describe("Address of the S3 server; Amazon's when unset."),
  region: pattern(/^[a-z0-9-]+$/, "a region such as eu-central-1")
    .default("us-east-1")
    .describe("Region of the bucket."),
  bucket: pattern(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "a bucket name: 3 to 63 of a-z, 0-9, . and -").describe(
    "Bucket; in it lies one repository per instance.",
  ),
  prefix: prefix.describe("Path in the bucket below which the repositories lie."),
  accessKeyId: secretValue.describe("Access key for the bucket."),
  secretAccessKey: secretValue.describe("Secret key for the bucket."),
});

const sftp = object({
  backend: z.literal("sftp").describe("A folder of another machine, by SSH."),
  host: pattern(/^[A-Za-z0-9][A-Za-z0-9.-]{0,253}$/, "a host name or an IPv4 address").describe("Machine."),
  port: port.default(22).describe("Port of its SSH server."),
  user: pattern(/^[A-Za-z_][A-Za-z0-9._-]{0,63}$/, "a user name").describe("User there."),
  path: absolutePath.describe("Folder there; below it lies one repository per instance."),
  privateKey: secretValue.describe("Private key of the user, without a passphrase."),
  hostKey: line("a line of known_hosts without the name, such as ssh-ed25519 AAAA…", 2000).describe(
    "Public key of the machine, such as `ssh-keyscan` prints after the name: another machine gets nothing.",
  ),
});

const stores = z.discriminatedUnion("backend", [folder, s3, sftp], {
  error: (issue) =>
    issue.code === "invalid_union"
      ? "should be one of folder, s3, sftp"
      : "should be a group of settings with backend: folder, backend: s3 or backend: sftp",
});

/** How an instance is backed up. One repository of restic per instance, `<store>/<instance>`. */
export const backup = object({
  enabled: flag.default(true).describe("false: no backups of this instance, whatever the defaults say."),
  store: stores.describe("Where the backups lie: a folder of the host, a bucket or another machine."),
  schedule: pattern(
    /^(([01][0-9]|2[0-3]):[0-5][0-9]|([1-9]|1[0-9]|2[0-4])h)$/,
    'a time of the day in UTC, such as "03:00", or a number of hours, such as 6h',
  )
    .default("03:00")
    .describe("Time of the day, UTC, or hours between two backups. The first is made at once."),
  keep: object({
    daily: whole(1, 1000).default(7).describe("Days of which the last backup is kept."),
    weekly: whole(0, 1000).default(4).describe("Weeks of which the last backup is kept."),
    monthly: whole(0, 1000).default(6).describe("Months of which the last backup is kept."),
  })
    .prefault({})
    .describe("Which backups stay; the newest one always does."),
  uploadLimit: whole(0, 10_000_000, "KiB per second")
    .default(0)
    .describe("Most KiB per second to the store; 0 for no limit."),
  pointInTime: flag
    .default(false)
    .describe("Save the database's log every minute, so that any moment between backups can be restored."),
  dump: flag
    .default(true)
    .describe("Put a logical dump beside the copy of the data, which another major version of Postgres can read."),
  maxAge: whole(1, 10_000, "hours")
    .default(30)
    .describe("Hours after which the last backup is too old: an alarm in `fleet status` and `fleet backups check`."),
  maxProvenAge: whole(1, 10_000, "days")
    .default(35)
    .describe("Days after which the last proven restore (`fleet drill`) is too long ago: an alarm, too."),
});
