import type { Duplex, Readable, Writable } from "node:stream";
import { type Placed, askOf, containerOf, placed, serviceNamed } from "./containers";
import { FleetError, messageOf } from "./errors";
import type { Workspace } from "./workspace";

export interface ExecOptions {
  readonly name: string;
  readonly service: string;
  readonly command: readonly string[];
  /** Variables for the command. Not for secrets: whoever may look at the container sees its processes. */
  readonly env?: Readonly<Record<string, string>>;
  readonly user?: string;
  /** Size of the terminal that it runs in; none when unset. */
  readonly terminal?: Size;
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Where a command reads and writes. In a terminal, everything it writes comes to `output`. */
export interface Streams {
  readonly input: Readable;
  readonly output: Writable;
  readonly error: Writable;
}

export interface Session {
  resize(size: Size): Promise<void>;
  /** The exit code. */
  readonly ended: Promise<number>;
}

/** Runs a command in a container of an instance. @throws FleetError when the container is not there or does not run. */
export async function exec(workspace: Workspace, options: ExecOptions, streams: Streams): Promise<Session> {
  const { name, command, env = {}, user, terminal } = options;
  const [instance] = await placed(workspace, [name]);
  if (instance === undefined) throw new FleetError("usage", `There is no instance "${name}".`);
  const service = serviceNamed(instance.spec, options.service);
  const made = containerOf(instance, service).exec({
    Cmd: [...command],
    Env: Object.entries(env).map(([key, value]) => `${key}=${value}`),
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Tty: terminal !== undefined,
    ...(user === undefined ? {} : { User: user }),
  });
  const run = await askOf(instance, service, made).catch(notRunning(instance, service));
  const stream = await run.start({ hijack: true, stdin: true, Tty: terminal !== undefined });
  const resize = async ({ columns, rows }: Size) => {
    // One that has ended in the meantime has no size.
    await run.resize({ w: columns, h: rows }).catch(() => undefined);
  };
  if (terminal !== undefined) await resize(terminal);
  return { resize, ended: join(stream, streams, terminal !== undefined, instance).then(async () => (await run.inspect()).ExitCode ?? 0) }; // prettier-ignore
}

const notRunning =
  ({ spec }: Placed, service: string) =>
  (error: unknown): never => {
    // What was told already, such as that the instance is paused, is Docker's word no more.
    if (error instanceof FleetError || !/is not running|is paused|is restarting/.test(messageOf(error))) throw error;
    throw new FleetError("refused", `${service} of ${spec.name} does not run: "fleet start ${spec.name} ${service}" starts it.`); // prettier-ignore
  };

/** Connects a command with its streams until it ends. */
async function join(
  stream: Duplex,
  { input, output, error }: Streams,
  terminal: boolean,
  { host }: Placed,
): Promise<void> {
  input.pipe(stream);
  if (terminal) stream.pipe(output, { end: false });
  else {
    host.docker.modem.demuxStream(stream, output, error);
    // It hands on whether or not anybody reads: a slow reader of a large answer would fill the memory.
    stream.on("data", () => {
      if (!output.writableNeedDrain) return;
      stream.pause();
      const goOn = () => {
        output.off("drain", goOn).off("close", goOn);
        stream.resume();
      };
      output.once("drain", goOn).once("close", goOn);
    });
  }
  await new Promise<void>((resolve, reject) => {
    stream.once("end", resolve).once("close", resolve).once("error", reject);
  }).finally(() => input.unpipe(stream));
}
