import { buffer } from "node:stream/consumers";
import { SMTPServer } from "smtp-server";
import { log } from "../common/log.ts";
import type { Mailbox } from "./mailbox.ts";

/** An SMTP server without TLS. It offers a login only when told to accept any, as the catcher it stands for. */
export function smtpServer(mailbox: Mailbox, acceptAnyLogin: boolean): SMTPServer {
  return new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    disabledCommands: acceptAnyLogin ? ["STARTTLS"] : ["STARTTLS", "AUTH"],
    onAuth: ({ username = "" }, _session, done) => done(null, { user: username }),
    async onData(stream, session, done) {
      const source = await buffer(stream);
      const recipients = session.envelope.rcptTo.map(({ address }) => address);
      const mail = await mailbox.add(source, recipients, session.user ?? "");
      log("info", "caught", { id: mail.ID, to: recipients, subject: mail.Subject });
      done();
    },
  });
}
