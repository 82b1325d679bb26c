import { randomUUID } from "node:crypto";
import { FleetError } from "../errors";
import { framesOf } from "../frames";
import { type Server, environment, errorsIn } from "../upgradePostgres/run";

/** A connection to Postgres that stays open: what belongs to it ends with it, also when this program is killed. */
export interface PsqlSession {
  /** @returns rows, columns apart by `|`. @throws FleetError with Postgres's own errors. */
  sql(text: string): Promise<string>;
  close(): void;
}

export async function openPsql(server: Server): Promise<PsqlSession> {
  const exec = await server.container.exec({
    Cmd: ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-v", "VERBOSITY=terse"],
    Env: environment(server, "postgres"),
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
  });
  const stream = await exec.start({ hijack: true, stdin: true });
  const frames = framesOf(stream);
  let wrong = "";
  const until = async (mark: string): Promise<string> => {
    let said = "";
    for (;;) {
      const { value, done } = await frames.next();
      if (done === true) throw new FleetError("failed", errorsIn(wrong) || "The connection to Postgres ended.");
      if (value.channel === "stderr") wrong += value.data.toString("utf8");
      else said += value.data.toString("utf8");
      if (said.endsWith(`${mark}\n`)) return said.slice(0, -mark.length - 1).trimEnd();
    }
  };
  return {
    async sql(text) {
      const mark = randomUUID();
      stream.write(`${text};\n\\echo ${mark}\n`);
      return await until(mark);
    },
    close: () => void stream.end(),
  };
}
