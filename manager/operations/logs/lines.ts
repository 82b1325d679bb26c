import { Frames } from "./frames";

/** A line of a container's log. */
export interface Line {
  /** As Docker wrote it down: RFC 3339 with nanoseconds, so that texts compare as times do. */
  readonly at: string;
  readonly stream: "stdout" | "stderr";
  readonly text: string;
}

/** Makes lines of Docker's log stream with timestamps, whatever pieces it arrives in. */
export class Lines {
  readonly #frames = new Frames();
  readonly #begun = { stdout: "", stderr: "" };

  push(piece: Buffer): Line[] {
    return this.#frames.push(piece).flatMap(({ stream, data }) => {
      const texts = (this.#begun[stream] + data.toString("utf8")).split("\n");
      this.#begun[stream] = texts.pop() ?? "";
      return texts.flatMap((text) => lineOf(stream, text));
    });
  }

  /** What came without a line break at its end. */
  rest(): Line[] {
    return (["stdout", "stderr"] as const).flatMap((stream) => lineOf(stream, this.#begun[stream]));
  }
}

function lineOf(stream: Line["stream"], written: string): Line[] {
  const at = written.indexOf(" ");
  if (at < 0) return [];
  return [{ at: written.slice(0, at), stream, text: written.slice(at + 1).replace(/\r$/, "") }];
}
