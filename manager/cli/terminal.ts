import type { Session, Size, Streams } from "../operations/exec";
import { leave } from "./leave";

/**
 * Runs a session on this process's own streams, and ends with its exit code. Where input and output are a terminal, the session
 * gets one of the same size, and every key goes to it.
 */
export async function attached(
  start: (streams: Streams, terminal: Size | undefined) => Promise<Session>,
): Promise<void> {
  const { stdin: input, stdout: output, stderr: error } = process;
  const isTerminal = input.isTTY && output.isTTY;
  const size = (): Size => ({ columns: output.columns, rows: output.rows });
  const session = await start({ input, output, error }, isTerminal ? size() : undefined);
  const resize = () => void session.resize(size());
  if (isTerminal) {
    input.setRawMode(true);
    output.on("resize", resize);
  }
  try {
    process.exitCode = await session.ended;
  } finally {
    if (isTerminal) {
      input.setRawMode(false);
      output.off("resize", resize);
    }
  }
  await leave();
}
