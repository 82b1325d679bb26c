import type { Running } from "../../operations/progress";
import type { Change } from "../agree/change";
import { pausingAll, resumingAll } from "../agree/edits";
import { running } from "../agree/lifecycle";
import { removing } from "../agree/removal";
import type { Fleet } from "../fleet";
import type { View } from "../view";
import type { Wish } from "./Dashboard";

/** What the whole of the screens can do for a wish. */
export interface Powers {
  readonly fleet: Pick<Fleet, "deeds">;
  readonly open: (view: View) => void;
  /** Shows what something comes to, and asks. */
  readonly change: (change: Change) => void;
  /** Begins a job at once. */
  readonly begin: (name: string, instance: string | undefined, deed: (running: Running) => Promise<unknown>) => unknown;
  readonly say: (message: string) => void;
  readonly refresh: () => void;
  readonly quit: () => void;
}

/** Does what is wished for: what disturbs nobody at once, and the rest after a question. */
export const granted =
  ({ fleet: { deeds }, open, change, begin, say, refresh, quit }: Powers) =>
  (wish: Wish): void => {
    switch (wish.wants) {
      case "detail":
        return open({ at: "detail", name: wish.name });
      case "monitor":
        return open({ at: "monitor", names: wish.names });
      case "create":
        return open({ at: "wizard" });
      case "jobs":
        return open({ at: "jobs" });
      case "refresh":
        return refresh();
      case "quit":
        return quit();
      case "start":
        return void begin(`start ${wish.names.join(" ")}`, only(wish.names), async (progress) => await deeds.lifecycle("start", wish.names, progress)); // prettier-ignore
      case "stop":
      case "restart":
        return change(running(deeds, wish.wants, wish.names));
      case "pause":
        return change(pausingAll(deeds, wish.names));
      case "resume":
        return change(resumingAll(deeds, wish.names));
      case "back up":
        return wish.names.forEach((name) => begin(`backup ${name}`, name, async (progress) => await deeds.backUp(name, progress))); // prettier-ignore
      case "rotate":
        return open({ at: "rotate", names: wish.names });
      case "delete": {
        const [name, ...more] = wish.names;
        if (name === undefined || more.length > 0) return say("Instances are deleted one at a time: mark one alone.");
        return change(removing(deeds, name));
      }
    }
  };

const only = (names: readonly string[]): string | undefined => (names.length === 1 ? names[0] : undefined);
