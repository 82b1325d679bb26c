import type { Duplex } from "node:stream";
import { containerName } from "../../../../components/config/names";
import { poolerTenant } from "../../../../components/services/pooler";
import { type Check, Failed, Skipped } from "../check";
import { execIn } from "../execIn";
import type { Subject } from "../subject";
import { needs } from "./needs";

const modes = {
  session: { role: "poolerSession", port: 5432 },
  transaction: { role: "poolerTransaction", port: 6543 },
} as const;

/** A login from within the network, and an answer in Postgres' language on the published port. */
const pooler = (mode: keyof typeof modes): Check => ({
  id: `pooler-${mode}`,
  sentence: `a login in ${mode} mode reaches the database`,
  async run(subject) {
    needs(subject.spec, "pooler");
    await login(subject, modes[mode].port);
    const published = subject.spec.ports[modes[mode].role];
    if (published === undefined) return "seen from within the network; its port is not published";
    try {
      await speaksPostgres(await subject.dial(published.bind, published.port), `${published.bind}:${published.port}`);
    } catch (error) {
      if (error instanceof Skipped) return `seen from within the network. ${error.message}`;
      throw error;
    }
    return undefined;
  },
});

export const poolerSession = pooler("session");
export const poolerTransaction = pooler("transaction");

async function login({ host, spec, keys }: Subject, port: number): Promise<void> {
  const user = `postgres.${poolerTenant(spec)}`;
  const words = ["psql", "-X", "-q", "-A", "-t", "-w", "-h", "pooler", "-p", String(port), "-U", user, "-d", "postgres", "-c", "select 1"]; // prettier-ignore
  const { code, stdout, stderr } = await execIn(host.docker, containerName(spec.name, "db"), words, {
    PGPASSWORD: keys.postgresPassword,
    PGCONNECT_TIMEOUT: "10",
  });
  if (code !== 0 || stdout.trim() !== "1")
    throw new Failed(`The login as ${user} failed: ${stderr.trim()}. "fleet logs ${spec.name} pooler" says more.`);
}

/** A server of Postgres' protocol answers a request for encryption with one letter. */
async function speaksPostgres(stream: Duplex, address: string): Promise<void> {
  const letter = await new Promise<string>((resolve) => {
    const timer = setTimeout(() => resolve(""), 10_000);
    stream.once("data", (piece: Buffer) => resolve(piece.toString("latin1", 0, 1)));
    for (const event of ["error", "close"]) stream.once(event, () => resolve(""));
    stream.once("close", () => clearTimeout(timer));
    stream.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]));
  });
  stream.destroy();
  if (letter !== "S" && letter !== "N") throw new Failed(`What answers at ${address} is no Postgres.`);
}
