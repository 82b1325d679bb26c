import { type Examination, ok, problem, warning } from "./finding";
import { atLeast } from "./versions";

/** Oldest Docker that the fleet is tested with. */
const oldest = "20.10";

export const docker: Examination = ({ version, host }) => {
  const found = `Docker ${version.Version}, API ${version.ApiVersion}, answers at ${host.spec.docker}`;
  if (atLeast(version.Version, oldest)) return [ok("docker", found)];
  return [problem("docker", found, `Install Docker ${oldest} or newer on it.`)];
};

/** Drivers that share the layers of an image between containers and work as they should. */
const good = ["overlay2", "overlayfs", "btrfs", "zfs", "fuse-overlayfs"];

export const storageDriver: Examination = ({ info }) => {
  const noTypes = info.DriverStatus?.some(([name, value]) => name === "Supports d_type" && value === "false") ?? false;
  if (noTypes)
    return [problem("storage-driver", `${info.Driver} on a file system without d_type`, "Put Docker's folder on ext4, or on xfs made with ftype=1: files get lost otherwise.")]; // prettier-ignore
  if (good.includes(info.Driver)) return [ok("storage-driver", info.Driver)];
  return [warning("storage-driver", `${info.Driver} copies whole images for each container, or is no longer kept up`, "Set overlay2 in /etc/docker/daemon.json before the first instance: a later change hides all images and volumes.")]; // prettier-ignore
};

export const cgroups: Examination = ({ info }) => {
  const features = [
    ["memory limits", info.MemoryLimit],
    ["swap limits", info.SwapLimit],
    ["process limits", info.PidsLimit],
    ["CPU shares", info.CPUShares],
  ] as const;
  const missing = features.filter(([, has]) => !has).map(([name]) => name);
  if (missing.length === 0) return [ok("cgroups", `version ${info.CgroupVersion ?? "1"} with memory, swap, process limits and CPU shares`)]; // prettier-ignore
  return [warning("cgroups", `the kernel has no ${missing.join(", ")}`, "Limits of the list are not kept there. On Debian and Raspberry Pi: cgroup_enable=memory swapaccount=1 on the kernel's command line.")]; // prettier-ignore
};

/** Seconds by which clocks may differ. */
const tolerance = { warning: 5, problem: 60 };

export const clock: Examination = ({ info }) => {
  const apart = Math.round((Date.parse(info.SystemTime) - Date.now()) / 1000);
  if (Math.abs(apart) <= tolerance.warning) return [ok("clock", "within a few seconds of this machine's")];
  const found = `${Math.abs(apart)} s ${apart > 0 ? "ahead of" : "behind"} this machine's`;
  const advice =
    "Start a time service there and here (timedatectl set-ntp true): tokens and certificates are refused before their time.";
  return [Math.abs(apart) > tolerance.problem ? problem("clock", found, advice) : warning("clock", found, advice)];
};
