import type Dockerode from "dockerode";
import type { ServiceHealth } from "./types";

/** How a container is, by what Docker's list says of it, such as `Up 5 minutes (healthy)`. */
export function healthOf({
  State: state,
  Status: status,
}: Pick<Dockerode.ContainerInfo, "State" | "Status">): ServiceHealth {
  if (state === "restarting") return "restarting";
  if (state !== "running") return "stopped";
  if (status.includes("(healthy)")) return "healthy";
  if (status.includes("(unhealthy)")) return "unhealthy";
  return status.includes("(health: starting)") ? "starting" : "running";
}

/** Exit code of one that has ended, from `Exited (137) 2 hours ago`. */
export function exitCodeOf({ Status: status }: Pick<Dockerode.ContainerInfo, "Status">): number | undefined {
  const code = /^(?:Exited|Restarting) \((\d+)\)/.exec(status)?.[1];
  return code === undefined ? undefined : Number(code);
}

/** Whether a look at it says more than its health: why is it not well? */
export const isSick = (health: ServiceHealth): boolean =>
  health === "unhealthy" || health === "restarting" || health === "stopped";

/** One that ends again and again runs for moments in between, in which Docker calls it starting. */
export const endsAgainAndAgain = ({ RestartCount, State }: Dockerode.ContainerInspectInfo): boolean =>
  RestartCount >= 3 && State.Health?.Status !== "healthy" && Date.now() - Date.parse(State.StartedAt) < 60_000;
