import type { BackupFigures } from "../../operations/metrics/backups";
import { type Counters, grown } from "../../operations/metrics/counters";
import type { Figures } from "../../operations/metrics/meter";
import { detailed, mixed, now } from "./statuses";

const at = Date.parse(now) - 12_500;
const status = { ...mixed, instances: [...mixed.instances.filter(({ name }) => name !== "shop"), detailed] };
const sample = <T>(value: T) => ({ value, at, failures: 0 });
export const counters: Counters = {
  cursor: now,
  counters: grown([], [{ route: "rest", status: 200, bytes: 10 }, { route: "rest", status: 201, bytes: 5 }, { route: "auth", status: 503, bytes: 1 }, { route: "rest", status: 0, bytes: 0 }]), // prettier-ignore
};
const backup: BackupFigures = {
  answers: true, lastBackup: at, bytes: 1000, logUntil: at, lastProven: { at, seconds: 48, lost: 240 },
  alarms: 0, unarchived: 0, unshipped: 70, logBytes: 16_777_216,
}; // prettier-ignore
/** Every figure that there is, of `shop`, which is down, and of others that are well. */
export const figures: Figures = {
  state: sample(status),
  stock: sample(status),
  requests: sample(new Map([["blog", counters], ["shop", counters]])), // prettier-ignore
  latency: sample(new Map([["blog", [{ service: "rest", buckets: [{ le: 0.01, count: 3 }, { le: 0.1, count: 4 }], count: 5, sum: 0.5 }]]])), // prettier-ignore
  backups: sample(new Map([["blog", backup]])),
  disks: sample(new Map([["local", { size: 100_000, free: 40_000 }]])),
};
