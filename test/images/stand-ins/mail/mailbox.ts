import { randomBytes } from "node:crypto";
import PostalMime from "postal-mime";
import type { Address } from "postal-mime";

interface Person {
  readonly Name: string;
  readonly Address: string;
}

/** A caught mail; member names are those of the catcher's HTTP API. */
export interface Mail {
  readonly ID: string;
  readonly MessageID: string;
  readonly From: Person;
  readonly To: readonly Person[];
  readonly Cc: readonly Person[];
  readonly Bcc: readonly Person[];
  readonly ReplyTo: readonly Person[];
  readonly Subject: string;
  readonly Created: string;
  readonly Date: string;
  readonly Text: string;
  readonly HTML: string;
  readonly Size: number;
  /** The login the mail was handed in with; empty without one. */
  readonly Username: string;
}

/** Keeps the newest `limit` mails in memory; 0 keeps them all. */
export class Mailbox {
  readonly #limit: number;
  #mails: Mail[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Newest first. */
  get mails(): readonly Mail[] {
    return this.#mails;
  }

  async add(source: Buffer, recipients: readonly string[], username: string): Promise<Mail> {
    const parsed = await PostalMime.parse(source);
    const to = people(parsed.to);
    const cc = people(parsed.cc);
    const named = new Set([...to, ...cc].map(({ Address }) => Address.toLowerCase()));
    const created = new Date().toISOString();
    const mail: Mail = {
      ID: randomBytes(16).toString("base64url"),
      MessageID: (parsed.messageId ?? "").replaceAll(/[<>]/g, ""),
      From: person(parsed.from),
      To: to,
      Cc: cc,
      ReplyTo: people(parsed.replyTo),
      Bcc: recipients
        .filter((recipient) => !named.has(recipient.toLowerCase()))
        .map((address) => ({ Name: "", Address: address })),
      Subject: parsed.subject ?? "",
      Created: created,
      Date: parsed.date ?? created,
      Text: parsed.text ?? "",
      HTML: parsed.html ?? "",
      Size: source.length,
      Username: username,
    };
    this.#mails = [mail, ...this.#mails].slice(0, this.#limit === 0 ? undefined : this.#limit);
    return mail;
  }

  /** Removes the mails with these ids, or all of them when none is given. */
  remove(ids: readonly string[]): void {
    this.#mails = ids.length === 0 ? [] : this.#mails.filter(({ ID }) => !ids.includes(ID));
  }
}

function people(addresses: readonly Address[] | undefined): Person[] {
  return (addresses ?? []).map(person);
}

function person(address: Address | undefined): Person {
  return { Name: address?.name ?? "", Address: address?.address ?? "" };
}
