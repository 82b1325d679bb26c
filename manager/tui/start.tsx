/** @jsxRuntime automatic */
import { render } from "ink";
import { coloured } from "../cli/show/colours";
import { outliveTerminal } from "../operations/engines/outliving";
import { Jobs } from "../operations/jobs";
import type { Workspace } from "../operations/workspace";
import { App } from "./App";
import { deeds, questions } from "./bound";
import { WithGlyphs } from "./screen/looks";
import { Painter } from "./screen/painter";
import { Typed } from "./screen/typed";
import { glyphsFor, plain } from "./show/glyphs";
import { untilEnded } from "./state/work";

/** Runs the screens on this terminal until somebody leaves, and gives the terminal back as it was. */
export async function startTui(workspace: Workspace): Promise<void> {
  const glyphs = glyphsFor(process.env);
  const painter = new Painter(process.stdout, {
    coloured: coloured(process.stdout, process.env),
    ascii: glyphs === plain,
  });
  const jobs = new Jobs();
  const fleet = { ask: questions(workspace), deeds: deeds(workspace), jobs, copy: toClipboard };
  const screens = (
    <WithGlyphs glyphs={glyphs}>
      <App fleet={fleet} />
    </WithGlyphs>
  );
  // Whether the terminal is, as when a connection is lost: what is at work goes on to its end all the same.
  let isGone = false;
  outliveTerminal();
  try {
    const stdout = painter as unknown as NodeJS.WriteStream; // as much of one as Ink asks for
    const stdin = new Typed(process.stdin) as unknown as NodeJS.ReadStream; // here too
    const app = render(screens, { stdin, stdout, debug: true });
    // For good: where nobody else listens, libraries that clear up at the end of a process end it with the next signal.
    process.on("SIGTERM", () => app.unmount());
    process.on("SIGHUP", () => {
      isGone = true;
      painter.lose();
      app.unmount();
    });
    await app.waitUntilExit();
  } finally {
    painter.restore();
  }
  const left = jobs.all.filter(({ ended }) => ended === undefined);
  if (left.length > 0 && !isGone)
    process.stderr.write(`Still at work: ${left.map(({ name }) => name).join(", ")}. Ctrl-C ends it where nothing is half done.\n`); // prettier-ignore
  const cancel = () => left.forEach(({ id }) => jobs.cancel(id));
  process.once("SIGINT", cancel).once("SIGTERM", cancel);
  await Promise.all(left.map(({ id }) => untilEnded(jobs, id)));
  if (isGone) endWithout();
}

/** Node.js cannot end in the ordinary way where the terminal is gone: it crashes as it gives the terminal back (20.20). */
function endWithout(): void {
  process.removeAllListeners("SIGHUP");
  process.kill(process.pid, "SIGHUP");
}

/** The terminal's own clipboard, by OSC 52: over SSH it is that of the machine one sits at. */
const toClipboard = (text: string): void =>
  void process.stdout.write(`\u001b]52;c;${Buffer.from(text).toString("base64")}\u0007`);
