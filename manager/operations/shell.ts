import { filesOn } from "../../components/edge";
import { type RunResult, runOn } from "../../components/dynamic/runOn";
import type { HostSpec } from "../../components/spec";

/** Runs a shell script on a host. @throws Error when ssh does not reach it. */
export type Shell = (script: string) => Promise<RunResult>;

/** The shell of a host: this machine's or by ssh; undefined when its Docker is all that is known of it. */
export function shellOn(spec: HostSpec): Shell | undefined {
  const { docker, ssh } = spec;
  const isElsewhere = docker.startsWith("tcp://") && !/^tcp:\/\/(127\.|localhost:)/.test(docker);
  if (isElsewhere && ssh === undefined) return undefined;
  return async (script) => await runOn(filesOn(spec), script, "");
}
