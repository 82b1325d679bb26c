import type Dockerode from "dockerode";

export interface Login {
  readonly user: string;
  /** Name or address on the instance's network; never 127.0.0.1, which upstream's database trusts without a password. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly password: string;
}

export interface Answer {
  readonly accepted: boolean;
  /** What SQL answered, or why the login was refused. */
  readonly text: string;
}

/** Logs in from inside a container. The password is in the environment of that one process, SQL on its standard input. */
export async function psql(container: Dockerode.Container, login: Login, sql: string): Promise<Answer> {
  const { user, host, port, database, password } = login;
  const exec = await container.exec({
    Cmd: ["psql", "-X", "-q", "-A", "-t", "-w", "-v", "ON_ERROR_STOP=1", "-h", host, "-p", String(port), "-U", user, "-d", database],
    Env: [`PGPASSWORD=${password}`, "PGCONNECT_TIMEOUT=10"],
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Tty: false,
  }); // prettier-ignore
  const stream = await exec.start({ hijack: true, stdin: true });
  const out: Buffer[] = [];
  stream.on("data", (piece: Buffer) => out.push(piece));
  stream.end(`${sql}\n`);
  await new Promise((resolve) => stream.once("close", resolve).once("end", resolve));
  const { ExitCode: code } = await exec.inspect();
  const said = unframed(Buffer.concat(out)).trim();
  return { accepted: code === 0, text: code === 0 ? said : reasonIn(said, password) };
}

/** Docker puts 8 bytes of header before each piece. */
function unframed(raw: Buffer): string {
  let text = "";
  for (let at = 0; at + 8 <= raw.length; at += 8 + raw.readUInt32BE(at + 4))
    text += raw.subarray(at + 8, at + 8 + raw.readUInt32BE(at + 4)).toString("utf8");
  return text;
}

const reasonIn = (said: string, password: string) =>
  (/(FATAL|ERROR|error):\s*[^\n]*/.exec(said)?.[0] ?? said.split("\n")[0] ?? "").split(password).join("[secret]");
