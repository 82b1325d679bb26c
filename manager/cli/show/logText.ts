import pc from "./colours";
import type { LogLine } from "../../operations/logs/logs";

const palette = [pc.cyan, pc.yellow, pc.green, pc.magenta, pc.blue];

/** Lines of several services side by side, each service in a colour of its own. */
export function logText(timestamps: boolean): (line: LogLine) => string {
  const colours = new Map<string, (text: string) => string>();
  return ({ at, service, stream, text }) => {
    const colour = colours.get(service) ?? palette[colours.size % palette.length] ?? pc.cyan;
    colours.set(service, colour);
    const time = timestamps ? `${pc.dim(at.slice(0, 23))} ` : "";
    return `${time}${colour(service.padEnd(9))} ${stream === "stderr" ? pc.dim("!") : " "} ${harmless(text)}`;
  };
}

/** A log is a program's own words: it may colour them, and nothing else of a terminal is its business. */
const harmless = (text: string) =>
  text.replace(/\u001b\[[0-9;]*m|\u001b(?:\[[0-9;?]*[A-Za-z]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|.)|[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f-\u009f]/g, (found) => (/^\u001b\[[0-9;]*m$/.test(found) ? found : "")); // prettier-ignore
