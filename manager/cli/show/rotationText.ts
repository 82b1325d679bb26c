import { changesAnything } from "../../operations/plan/plan";
import type { Rotation } from "../../operations/rotate/prepare";
import { endingOf } from "../../operations/rotate/rotatable";
import type { Rotated } from "../../operations/rotate/rotate";
import { table } from "../table";
import { planText } from "./planText";

/** What a rotation is going to do, before anybody agrees to it, for a terminal of so many columns. */
export function rotationText({ instance, journal, resumed, plan }: Rotation, columns = 100): string {
  const { mode, overlap, secrets, step } = journal;
  const rows = secrets.map(({ secret, from, to }) => [secret, `${from} → ${to}`, ending(secret)]);
  return [
    ...(resumed ? [`A rotation of ${instance} was interrupted; it goes on from: ${stepWords[step]}.`] : []),
    mode === "finish"
      ? `Tokens that ${instance} signed with its old key (generation ${secrets[0]?.from}) are refused from now on.`
      : table(["SECRET", "GENERATION", "WHAT ENDS"], rows),
    "",
    changesAnything(plan) ? planText(plan, columns) : "Everything is applied already; the logins are left.",
  ].join("\n");

  function ending(secret: (typeof secrets)[number]["secret"]): string {
    return secret === "jwtKeys" && !overlap ? "the access token of every user, at once" : endingOf(secret);
  }
}

const stepWords = {
  begun: "writing the list",
  written: "applying the list",
  applied: "the logins",
} as const;

/** What came of it: every login that was tried. */
export function rotatedText({ instance, mode, proofs, overlapUntil }: Rotated): string {
  const rows = proofs.map(({ login, result, seen }) => [result, login, seen]);
  const passed = proofs.filter(({ result }) => result === "passed").length;
  const others = passed === proofs.length ? "" : ", the others could not be tried";
  const next = mode === "rotate" ? ` "fleet keys ${instance} --reveal" shows the new values.` : "";
  return [
    table(["RESULT", "LOGIN", ""], rows),
    "",
    `${instance}: ${passed} of ${proofs.length} checks passed${others}.${next}`,
    ...(overlapUntil === undefined
      ? []
      : [
          `Tokens of the old signing key count until ${overlapUntil}; then run: fleet rotate ${instance} jwtKeys --finish`,
        ]),
  ].join("\n");
}
