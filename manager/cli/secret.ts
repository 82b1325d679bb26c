import { text } from "node:stream/consumers";
import { password } from "@inquirer/prompts";
import { FleetError } from "../operations/errors";

/** A secret typed without being shown, or read from standard input up to its end. It never stands in a command. */
export async function askSecret(question: string): Promise<string> {
  const given = process.stdin.isTTY
    ? await password({ message: question, mask: "*" }, { output: process.stderr })
    : (await text(process.stdin)).replace(/\r?\n$/, "");
  if (given !== "") return given;
  throw new FleetError("usage", "The secret is empty: type it, or send it to standard input. Nothing was written.");
}
