import { messageOf } from "../../errors";
import type { Front } from "./front";

export interface Request {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

export type Answer = { readonly status: number } | { readonly unreachable: string };

/** Milliseconds in which a gateway that has just started may find its services. */
const patience = 15_000;

/** Asks until the answer is the expected one or patience ends. @returns the last answer. */
export async function ask(front: Front, asked: Request, expected: (status: number) => boolean): Promise<Answer> {
  const deadline = Date.now() + patience;
  for (;;) {
    const answer = await once(front, asked);
    if (("status" in answer && expected(answer.status)) || Date.now() > deadline) return answer;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

async function once(front: Front, asked: Request): Promise<Answer> {
  try {
    return { status: await front.get(asked) };
  } catch (error) {
    return { unreachable: messageOf(error) };
  }
}
