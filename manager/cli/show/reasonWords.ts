import type { Reason } from "../../operations/plan/types";

/** How a value is set apart from the words around it. */
type Quote = (value: string) => string;

/** Why an instance changes, as a line of its own. */
export function reasonInWords({ kind, path = "", from = "", old, new: now }: Reason, quote: Quote): string {
  const value = (text: string | undefined) => (text === undefined ? "default" : quote(text));
  switch (kind) {
    case "setting":
      return `because ${quote(path)} changed: ${value(old)} → ${value(now)}`;
    case "file":
      return `because ${quote(from)}, which ${quote(path)} names, ${fileChange(old, now)}`;
    case "secret":
      return `because ${quote(from)} holds another secret for ${quote(path)}`;
    case "address":
      return `because the ${path} moved: it is not written in the list, and another instance took it`;
    case "program":
      return "because this version of supabase-fleet renders it differently";
    case "content":
      return "because a secret has other content, or this version of supabase-fleet renders it differently";
    case "unknown":
      return "why is not known: an earlier version applied it and kept no settings";
  }
}

function fileChange(old: string | undefined, now: string | undefined): string {
  if (old === undefined && now !== undefined) return "is new";
  return old !== undefined && now === undefined ? "is gone" : "has other content";
}
