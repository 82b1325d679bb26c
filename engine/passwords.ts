import { randomInt } from "node:crypto";
import { hash } from "bcryptjs";
import type { Handler } from "./dockerResources";

/** Random passwords live in the state alone, and never change by themselves. */
export const passwords: Handler = {
  decide: async () => "same",
  async create(inputs) {
    const result = password(Number(inputs.length));
    return { id: "none", outputs: { ...inputs, result, bcryptHash: await hash(result, 10) } };
  },
  remove: async () => undefined,
};

/** Letters and digits, at least one lower-case letter and one digit, as the program asks for. */
function password(length: number): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  for (;;) {
    const text = Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");
    if (/[a-z]/.test(text) && /[0-9]/.test(text)) return text;
  }
}
