import type { Reason } from "../../operations/plan/types";

/** How a value is set apart from the words around it. */
type Quote = (value: string) => string;

/** A reason as the end of "because …". */
export function reasonInWords({ kind, path = "", from = "", old, new: now }: Reason, quote: Quote): string {
  const value = (text: string | undefined) => (text === undefined ? "default" : quote(text));
  switch (kind) {
    case "setting":
      return `${quote(path)} changed: ${value(old)} → ${value(now)}`;
    case "file":
      return `${quote(from)}, which ${quote(path)} names, ${fileChange(old, now)}`;
    case "secret":
      return `${quote(from)} holds another secret for ${quote(path)}`;
    case "address":
      return `${quote(path)} moved: it is chosen, not written, and another instance has taken it`;
    case "program":
      return "this version of supabase-fleet renders it differently";
    case "content":
      return "a secret has other content, or this version of supabase-fleet renders it differently";
    case "unknown":
      return "the reason is not known: an earlier version applied it and kept no settings";
  }
}

function fileChange(old: string | undefined, now: string | undefined): string {
  if (old === undefined && now !== undefined) return "is new";
  return old !== undefined && now === undefined ? "is gone" : "has other content";
}
