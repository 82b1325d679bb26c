import { Hono } from "hono";
import { html } from "hono/html";
import { readEnvironment } from "../common/environment.ts";
import { listOf, objectOf } from "../common/json.ts";
import { refuse } from "../common/log.ts";
import { serve, stopOnSignal } from "../common/serve.ts";
import { Mailbox } from "./mailbox.ts";
import { smtpServer } from "./smtp.ts";

stopOnSignal();
const environment = readEnvironment("mail", (given) => {
  // Plain SMTP is all there is, so a login has to be allowed over it by name.
  const contradiction = given.flag("MP_SMTP_AUTH_ACCEPT_ANY") && !given.flag("MP_SMTP_AUTH_ALLOW_INSECURE");
  return contradiction
    ? ["MP_SMTP_AUTH_ALLOW_INSECURE: should be true when MP_SMTP_AUTH_ACCEPT_ANY is, since there is no TLS"]
    : [];
});
const mailbox = new Mailbox(environment.whole("MP_MAX_MESSAGES", 500));

const app = new Hono()
  .basePath(environment.text("MP_WEBROOT", "/"))
  .get("/livez", (context) => context.text("ok"))
  .get("/readyz", (context) => context.text("ok"))
  .get("/api/v1/info", (context) => context.json({ Version: "v1.27.11", Messages: mailbox.mails.length }))
  .get("/api/v1/messages", (context) => {
    const start = Number(context.req.query("start") ?? 0);
    const page = mailbox.mails.slice(start, start + Number(context.req.query("limit") ?? 50));
    const total = mailbox.mails.length;
    const messages = page.map(({ HTML: _html, Text, ...mail }) => ({
      ...mail,
      Snippet: Text.slice(0, 250),
      Read: false,
      Attachments: 0,
    }));
    return context.json({
      total,
      unread: total,
      count: page.length,
      messages_count: total,
      messages_unread: total,
      start,
      tags: [],
      messages,
    });
  })
  .get("/api/v1/message/:id", (context) => {
    const id = context.req.param("id");
    const mail = id === "latest" ? mailbox.mails[0] : mailbox.mails.find(({ ID }) => ID === id);
    return mail === undefined ? context.json({ Error: "message not found" }, 404) : context.json(mail);
  })
  .delete("/api/v1/messages", async (context) => {
    const body = objectOf(await context.req.json().catch(() => undefined));
    mailbox.remove(listOf(body["IDs"]).map(String));
    return context.text("ok");
  })
  .get("/", (context) => {
    const rows = mailbox.mails.map(
      (mail) =>
        html`<tr>
          <td>${mail.Created}</td>
          <td>${mail.To.map(({ Address }) => Address).join(", ")}</td>
          <td>${mail.Subject}</td>
        </tr>`,
    );
    return context.html(
      html`<!doctype html><title>Mailpit</title>
        <h1>${environment.text("MP_LABEL", "Mailpit")}</h1>
        <table>
          ${rows}
        </table>`,
    );
  });

const smtp = smtpServer(mailbox, environment.flag("MP_SMTP_AUTH_ACCEPT_ANY"));
smtp.on("error", (error) => refuse("mail", [`smtp: ${error.message}`]));
smtp.listen(1025, "0.0.0.0");
serve(app, 8025);
