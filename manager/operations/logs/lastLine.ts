import type Dockerode from "dockerode";
import { Frames, masked } from "./frames";

/** The last line that a container wrote, secrets hidden; undefined when it wrote nothing. */
export async function lastLine(container: Dockerode.Container): Promise<string | undefined> {
  const raw = await container.logs({ stdout: true, stderr: true, tail: 10 });
  const text = new Frames()
    .push(raw)
    .map(({ data }) => data.toString("utf8"))
    .join("");
  // A log is a program's own words: nothing in it may steer a terminal.
  return masked(text)
    .split("\n")
    .map((line) =>
      line
        .replace(/\u001b\[[0-9;]*[A-Za-z]/g, "")
        .replace(/[\u0000-\u001f\u007f-\u009f]/g, " ")
        .trim(),
    )
    .filter((line) => line !== "")
    .at(-1)
    ?.slice(0, 500);
}
