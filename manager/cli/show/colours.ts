import pc from "picocolors";

interface Output {
  readonly isTTY?: boolean;
}

/**
 * Whether words may be coloured: on a terminal alone, unless `NO_COLOR` or `FORCE_COLOR` says otherwise. The library's own
 * answer is also yes in a CI job, whose log and pull request comment would hold the escape codes.
 */
export function coloured({ isTTY = false }: Output, env: NodeJS.ProcessEnv): boolean {
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== "") return false;
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== "") return env.FORCE_COLOR !== "0";
  return isTTY && env.TERM !== "dumb";
}

export default pc.createColors(coloured(process.stdout, process.env));
