import type { Settings } from "../given";
import { type Row, instance } from "./row";

const folder = { backend: "folder", path: "/srv/backups" };
const s3 = { backend: "s3", bucket: "backups", accessKeyId: "key", secretAccessKey: "secret" };
const sftp = {
  backend: "sftp",
  host: "backup.example.com",
  user: "fleet",
  path: "/srv/backups",
  privateKey: "key",
  hostKey: "ssh-ed25519 AAAA",
};

const store = (mistake: string, store: unknown, ...problems: readonly string[]): Row =>
  instance(mistake, { backup: { store } }, ...problems.map((problem) => `backup/store${problem}`));

const setting = (mistake: string, more: Settings, ...problems: readonly string[]): Row =>
  instance(mistake, { backup: { store: folder, ...more } }, ...problems.map((problem) => `backup/${problem}`));

const path = "should be an absolute path of letters, digits and . _ @ + -, without ..";
const prefix = "should be a path of letters, digits and . _ / -, without a slash at its start";
const secret = "should be a secret: text, { file: path } or { env: NAME }";
const stores = "should be a group of settings with backend: folder, backend: s3 or backend: sftp";
const schedule = 'should be a time of the day in UTC, such as "03:00", or a number of hours, such as 6h';

export const backupRows: readonly Row[] = [
  instance("a backup that is a switch", { backup: true }, "backup: should be a group of settings"),
  instance("a backup to nowhere", { backup: {} }, `backup/store: is missing; it ${stores}`),
  store("a store of text", "/srv/backups", `: ${stores}`),
  store("a store of another kind", { backend: "tape" }, "/backend: should be one of folder, s3, sftp"),
  store("a store in a relative folder", { ...folder, path: "backups" }, `/path: ${path}`),
  store("an S3 store without http", { ...s3, endpoint: "s3.example.com" }, "/endpoint: should be an address that starts with http:// or https://, without spaces, user or password"), // prettier-ignore
  store("an S3 store in a region with spaces", { ...s3, region: "Far East" }, "/region: should be a region such as eu-central-1"), // prettier-ignore
  store("an S3 store in no bucket", { ...s3, bucket: "B" }, "/bucket: should be a bucket name: 3 to 63 of a-z, 0-9, . and -"), // prettier-ignore
  store("an S3 store below a slash", { ...s3, prefix: "/a" }, `/prefix: ${prefix}`),
  store("an S3 store with a number for a key", { ...s3, accessKeyId: 1, secretAccessKey: 2 }, `/accessKeyId: ${secret}`, `/secretAccessKey: ${secret}`), // prettier-ignore
  store("an SFTP store on an address", { ...sftp, host: "ssh://a" }, "/host: should be a host name or an IPv4 address"),
  store("an SFTP store on port 0", { ...sftp, port: 0 }, "/port: should be a port from 1 to 65535"),
  store("an SFTP store of a user with spaces", { ...sftp, user: "a b" }, "/user: should be a user name"),
  store("an SFTP store in a home folder", { ...sftp, path: "~/backups" }, `/path: ${path}`),
  store("an SFTP store without a key", { ...sftp, privateKey: false }, `/privateKey: ${secret}`),
  store("an SFTP store with two host keys", { ...sftp, hostKey: "a\nb" }, "/hostKey: should be a line of known_hosts without the name, such as ssh-ed25519 AAAA… without line breaks or control characters"), // prettier-ignore
  setting("a backup that is perhaps on", { enabled: "perhaps" }, "enabled: should be true or false"),
  setting("a backup at no time of the day", { schedule: "25:00" }, `schedule: ${schedule}`),
  setting("backups to keep as a number", { keep: 7 }, "keep: should be a group of settings"),
  setting("no daily backup", { keep: { daily: 0 } }, "keep/daily: should be a whole number from 1 to 1000"),
  setting("half a weekly backup", { keep: { weekly: 0.5 } }, "keep/weekly: should be a whole number from 0 to 1000"),
  setting("less than no monthly backup", { keep: { monthly: -1 } }, "keep/monthly: should be a whole number from 0 to 1000"), // prettier-ignore
  setting("a limit for uploads in words", { uploadLimit: "1M" }, "uploadLimit: should be KiB per second from 0 to 10000000"), // prettier-ignore
  setting("a point in time", { pointInTime: "2026-01-01" }, "pointInTime: should be true or false"),
  setting("a dump of a database", { dump: "postgres" }, "dump: should be true or false"),
  setting("a backup that is always too old", { maxAge: 0 }, "maxAge: should be hours from 1 to 10000"),
  setting("a proof that is always too old", { maxProvenAge: 0 }, "maxProvenAge: should be days from 1 to 10000"),
  setting("a setting of the backup", { retention: 7 }, "retention: is no setting; known are dump, enabled, keep, maxAge, maxProvenAge, pointInTime, schedule, store, uploadLimit"), // prettier-ignore
];
