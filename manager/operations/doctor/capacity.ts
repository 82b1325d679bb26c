import type { InstanceSpec } from "../../../components/spec";
import { volumeName } from "../../../components/config/names";
import { type Examination, ok, problem, warning } from "./finding";
import { instanceLabel } from "../observe";

const mebibyte = 1024 ** 2;
const gibibyte = 1024 ** 3;
const inGib = (bytes: number) => `${(bytes / gibibyte).toFixed(1)} GiB`;

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`;

const sumOf = (instances: readonly InstanceSpec[], kind: "memory" | "memoryReservation") =>
  instances.reduce((sum, { services, resources }) => sum + services.reduce((own, service) => own + resources[service][kind], 0), 0) * mebibyte; // prettier-ignore

/** What the sizes of the active instances declare, against what the host has. */
export const memory: Examination = ({ instances, info, containers, facts }) => {
  const active = instances.filter(({ config }) => config.state === "active");
  const [reserved, limits] = [sumOf(active, "memoryReservation"), sumOf(active, "memory")];
  const found = `${counted(active.length, "active instance")}: ${inGib(reserved)} reserved, ${inGib(limits)} at most, of ${inGib(info.MemTotal)}`;
  const advice = "Pause one, lower its size or resources, or move it to another host.";
  if (reserved > info.MemTotal) return [problem("memory", found, advice)];
  const running = new Set(containers.filter(({ State }) => State === "running").map(({ Labels }) => instanceLabel(Labels))); // prettier-ignore
  const starting = sumOf(active.filter(({ name }) => !running.has(name)), "memoryReservation"); // prettier-ignore
  const free = facts?.memoryAvailable === undefined ? undefined : facts.memoryAvailable * 1024;
  if (free !== undefined && starting > free)
    return [warning("memory", `${found}; ${inGib(free)} are free for the ${inGib(starting)} of those that are to start`, advice)]; // prettier-ignore
  if (limits > info.MemTotal)
    return [warning("memory", found, `All at their limits at once do not fit; the kernel would end some. ${advice}`)];
  return [ok("memory", found)];
};

/** Bytes on disk that a project is budgeted with, and without which not even its images fit. */
const disk = { budget: 20 * gibibyte, least: 5 * gibibyte };

/** Free space below Docker's folder, against the budget of those that have no volume yet. */
export const diskSpace: Examination = ({ instances, volumes, facts, info }) => {
  if (facts?.diskFree === undefined)
    return [warning("disk", `free space below ${info.DockerRootDir} is unknown`, `Look there: df -h ${info.DockerRootDir}`)]; // prettier-ignore
  const coming = instances.filter(({ name }) => !volumes.includes(volumeName(name, "db-data"))).length;
  const wanted = coming * disk.budget;
  const found = `${inGib(facts.diskFree)} free below ${info.DockerRootDir}; ${coming === 0 ? "no new instance" : `${counted(coming, "new instance")} budgeted with ${inGib(wanted)}`}`;
  if (facts.diskFree < disk.least)
    return [problem("disk", found, "Free some: docker image prune -a removes images that no container uses.")];
  if (facts.diskFree < wanted)
    return [warning("disk", found, "They start, and grow to that in time: add disk or put fewer on this host.")];
  return [ok("disk", found)];
};
