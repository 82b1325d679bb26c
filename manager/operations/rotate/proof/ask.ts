import { messageOf } from "../../errors";

export interface Request {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

export type Answer = { readonly status: number } | { readonly unreachable: string };

/** Milliseconds in which a gateway that has just started may find its services. */
const patience = 15_000;

/** Asks until the answer is the expected one or patience ends. @returns the last answer. */
export async function ask(
  origin: string,
  { path, headers }: Request,
  expected: (status: number) => boolean,
): Promise<Answer> {
  const deadline = Date.now() + patience;
  for (;;) {
    const answer = await once(`${origin}${path}`, headers);
    if (("status" in answer && expected(answer.status)) || Date.now() > deadline) return answer;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

async function once(url: string, headers: Readonly<Record<string, string>>): Promise<Answer> {
  try {
    const response = await fetch(url, { headers, redirect: "manual", signal: AbortSignal.timeout(10_000) });
    await response.arrayBuffer();
    return { status: response.status };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { unreachable: messageOf(cause) };
  }
}
