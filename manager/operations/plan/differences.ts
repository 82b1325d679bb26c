import { labelPrefix } from "../../../components/container";
import { changedKeys } from "../../../engine/changedKeys";
import type { Step } from "../../../engine/engine";
import type { Properties } from "../../../engine/state";
import { type Showing, type Value, compare, isSecret, unknown } from "./values";
import type { ValueChange } from "./types";

/** Everything of a container that differs besides its variables: input by input, files file by file. */
export function otherChanges({ old, inputs, secrets }: Step, showing: Showing): ValueChange[] {
  const changed = changedKeys(old?.inputs ?? {}, inputs ?? {});
  return changed.flatMap((key) => {
    // Twice the memory, always.
    if (key === "envs" || (key === "memorySwap" && changed.includes("memory"))) return [];
    const values = (from: Properties | undefined, hidden: readonly string[]) => valuesOf(key, from, isSecret(hidden, key)); // prettier-ignore
    const differences = compare(values(old?.inputs, old?.secrets ?? []), values(inputs, secrets), showing);
    // The label that stands for the health check says less than the health check itself.
    return differences.filter(({ name }) => name !== "label healthcheck" || !changed.includes("healthcheck"));
  });
}

type Item = Readonly<Record<string, unknown>>;

function valuesOf(key: string, inputs: Properties | undefined, secret: boolean): Map<string, Value> {
  const value = inputs?.[key];
  if (value === undefined) return new Map();
  const items = Array.isArray(value) ? (value as readonly Item[]) : []; // the Docker provider's shapes
  // A fingerprint alone: what differs in a gateway's configuration does not fit into a line.
  if (key === "uploads") return new Map(items.map((item) => [`file ${item.file}`, { text: textOf(item.content ?? item.contentBase64), secret: true }])); // prettier-ignore
  if (key === "labels") return new Map(items.map((item) => [`label ${String(item.label).replace(labelPrefix, "")}`, { text: String(item.value), secret }])); // prettier-ignore
  return new Map([[key, { text: written(key, value, items), secret }]]);
}

/** A content that only a run will know is no text. */
const textOf = (content: unknown = "") => (typeof content === "string" ? content : unknown);

const sizes = ["memory", "memoryReservation", "memorySwap", "shmSize"];

/** An input as a person would write it: ports and mounts in Docker's own short forms. */
function written(key: string, value: unknown, items: readonly Item[]): string {
  if (key === "ports") return items.map(({ ip, external, internal }) => `${ip}:${external}:${internal}`).join(", ");
  if (key === "volumes") return items.map(mount).join(", ");
  if (key === "networksAdvanced") return items.map(({ name, aliases }) => `${name} as ${[aliases].flat().join(", ")}`).join("; "); // prettier-ignore
  if (sizes.includes(key)) return `${value} MiB`;
  return typeof value === "string" ? value : JSON.stringify(value);
}

const mount = ({ volumeName, hostPath, containerPath, readOnly }: Item) =>
  `${volumeName ?? hostPath}:${containerPath}${readOnly === true ? ":ro" : ""}`;
