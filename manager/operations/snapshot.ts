/** Cold copies of an instance's data on its own host: what an upgrade falls back on. They are no backup: the disk is the same. */
export { startStopped, stopWriters } from "./snapshot/containers";
export { type Snapshot, findSnapshot, keepNewest, listSnapshots, removeSnapshot } from "./snapshot/list";
export { restoreSnapshot } from "./snapshot/restore";
export { copySnapshot, takeSnapshot } from "./snapshot/take";
export { type Target, targetOf } from "./snapshot/target";
