import pc from "./colours";
import type { InstanceStatus, SecretAge, ServiceStatus } from "../../operations/status";
import { table } from "../table";
import { duration } from "./duration";
import { bytes, day, percent, span } from "./figures";
import { inColour, untilText } from "./statusText";

/** Everything about one instance. @param now ISO 8601. */
export function instanceText(instance: InstanceStatus, now: string): string {
  const { name, host, state, notes, release, postgres, urls, services, volumes, usage } = instance;
  const facts = [
    ["API", urls.api],
    ["Studio", urls.studio],
    ["Mail", urls.mail],
    ["Release", `${release}, Postgres ${postgres}`],
    ["In use", `${percent(usage.cpu)} of a processor, ${bytes(usage.memory)} of memory, ${bytes(usage.disk)} of disk`],
    ...backupLines(instance, now),
    ["API keys", keys(instance, now)],
    ["Old key", oldKey(instance, now)],
  ].flatMap(([label, value]) => (value === undefined ? [] : [`  ${(label ?? "").padEnd(9)} ${value}`]));
  return [
    [`${pc.bold(name)} on ${host}: ${inColour(state)}`, ...notes.map((note) => `  ${note}`)].join("\n"),
    facts.join("\n"),
    serviceTable(services, now),
    volumes.length === 0
      ? ""
      : table(
          ["VOLUME", "SIZE"],
          volumes.map((volume) => [volume.name, bytes(volume.size)]),
        ),
    secretTable(instance.secrets, now),
    certificateTable(instance.certificates),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** What its backups would bring back, and what has proved it. Alarms are among the notes. */
function backupLines({ backup }: InstanceStatus, now: string): [string, string][] {
  if (backup === undefined || !backup.answers) return [];
  const { lastBackup, logUntil, lastProven } = backup;
  const log = logUntil === undefined ? "" : `, the log until ${span(logUntil, now)} ago`;
  return [
    ["Backup", lastBackup === undefined ? "none yet" : `${span(lastBackup, now)} ago${log}`],
    ["Proven", lastProven === undefined ? "never" : `${span(lastProven.at, now)} ago: restored in ${duration(lastProven.seconds)}, ${duration(lastProven.lost)} of work would have been lost`], // prettier-ignore
  ];
}

function keys({ keys: { issuedAt, expiresAt } }: InstanceStatus, now: string): string {
  if (issuedAt === undefined || expiresAt === undefined) return "given by the operator";
  const left = expiresAt < now ? pc.red(`expired ${day(expiresAt)}`) : `good for ${span(now, expiresAt)}`;
  return `anon and service_role issued ${day(issuedAt)}, ${left}`;
}

function oldKey({ overlap }: InstanceStatus, now: string): string | undefined {
  if (overlap === undefined) return undefined;
  const { until, over } = overlap;
  if (until === undefined) return "the signing key before the newest one counts still";
  const last = over ? `expired ${span(until, now)} ago` : `expires in ${span(now, until)}`;
  return `the signing key before the newest one counts still; its last token ${last}`;
}

function serviceTable(services: readonly ServiceStatus[], now: string): string {
  const rows = services.map(({ service, health, usage, startedAt, image, restarts = 0 }) => [
    service,
    `${health}${restarts > 0 ? ` (${restarts} restarts)` : ""}`,
    percent(usage.cpu),
    bytes(usage.memory),
    bytes(usage.memoryLimit),
    bytes(usage.disk),
    startedAt === undefined || health === "stopped" || health === "restarting" ? "-" : span(startedAt, now),
    shortImage(image),
  ]);
  const last = services.flatMap(({ service, lastLog, exitCode }) => {
    const code = exitCode === undefined ? [] : [`ended with exit code ${exitCode}`];
    const said = lastLog === undefined ? [] : [`said: ${lastLog}`];
    return code.length + said.length === 0 ? [] : [`  ${service} ${[...code, ...said].join(", ")}`];
  });
  const moved = services.flatMap(({ service, wantedImage }) => wantedImage === undefined ? [] : [`  ${service}: the list names ${wantedImage}; "fleet plan" says what a change does`]); // prettier-ignore
  const head = ["SERVICE", "HEALTH", "CPU", "MEMORY", "LIMIT", "DISK", "UP", "IMAGE"];
  return [table(head, rows), ...last, ...moved].join("\n");
}

/** Name and tag; where it comes from is the same for all. */
const shortImage = (image: string) => image.split("/").slice(-1).join("/");

function secretTable(secrets: readonly SecretAge[], now: string): string {
  if (secrets.length === 0) return "";
  const rows = secrets.map(({ name, generation, since, source }) => [
    name,
    generation === undefined ? "given" : String(generation),
    since === undefined ? "-" : span(since, now),
    source === undefined ? "" : { state: "Pulumi's state", network: "age of its network", audit: "its rotation" }[source], // prettier-ignore
  ]);
  return table(["SECRET", "GENERATION", "AGE", "KNOWN BY"], rows);
}

function certificateTable(certificates: InstanceStatus["certificates"]): string {
  if (certificates.length === 0) return "";
  const rows = certificates.map(({ name, validTo, issuer = "-", trusted, problem }) => [
    name,
    validTo === undefined ? "-" : untilText(validTo),
    problem ?? `${issuer}${trusted === false ? ", not trusted by this machine" : ""}`,
  ]);
  return table(["CERTIFICATE", "GOOD FOR", "ISSUER"], rows);
}
