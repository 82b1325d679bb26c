import { mailKinds } from "../../../components/config/auth";
import { type Row, instance } from "./row";

const secret = "should be a secret: text, { file: path } or { env: NAME }";
const email = "should be an e-mail address such as admin@example.com";

const auth = (mistake: string, settings: unknown, ...problems: string[]): Row =>
  instance(mistake, { auth: settings }, ...problems.map((problem) => `auth/${problem}`));

const smtp = (mistake: string, settings: object, ...problems: string[]) =>
  auth(
    mistake,
    { smtp: { host: "smtp.example.com", adminEmail: "me@example.com", ...settings } },
    ...problems.map((problem) => `smtp/${problem}`),
  );

export const mailRows: readonly Row[] = [
  auth(
    "a mail server without anything",
    { smtp: {} },
    "smtp/host: is missing; it should be a host name",
    `smtp/adminEmail: is missing; it ${email}`,
  ),
  smtp("a mail server with a port in its name", { host: "smtp.example.com:587" }, "host: should be a host name"),
  smtp("a mail server's port in quotes", { port: "587" }, "port: should be a port from 1 to 65535"),
  smtp("an empty user", { user: "" }, "user: should be a user name"),
  smtp("a password that is a number", { password: 12345678 }, `password: ${secret}`),
  smtp(
    "a sender of two lines",
    { senderName: "A\r\nBcc: b@c.org" },
    "senderName: should be a name without line breaks or control characters",
  ),
  smtp("a sender's address without an at", { adminEmail: "example.com" }, `adminEmail: ${email}`),
  smtp("a sender's address with a name", { adminEmail: "Me <me@example.com>" }, `adminEmail: ${email}`),
  smtp("a frequency without a unit", { maxFrequency: 60 }, "maxFrequency: should be a duration such as 60s"),
  smtp("a frequency in days", { maxFrequency: "1d" }, "maxFrequency: should be a duration such as 60s"),
  auth("mails that are text", { mail: "hello" }, "mail: should be a group of settings"),
  ...mailKinds.flatMap((kind) => [
    auth(
      `a subject of two lines for ${kind}`,
      { mail: { subjects: { [kind]: "Hello\nthere" } } },
      `mail/subjects/${kind}: should be one line of text without line breaks or control characters`,
    ),
    auth(
      `a text that is a list for ${kind}`,
      { mail: { templates: { [kind]: ["<p>Hello</p>"] } } },
      `mail/templates/${kind}: should be the text of a mail or { file: path }`,
    ),
  ]),
  auth(
    "a subject of 201 characters",
    { mail: { subjects: { invite: "i".repeat(201) } } },
    "mail/subjects/invite: should be one line of text, at most 200 characters",
  ),
  auth("an empty text", { mail: { templates: { invite: "" } } }, "mail/templates/invite: should be the text of a mail"),
  auth(
    "a text of 200001 characters",
    { mail: { templates: { invite: "i".repeat(200_001) } } },
    "mail/templates/invite: should be the text of a mail, at most 200000 characters; put more into a file and write { file: path }",
  ),
  auth(
    "a text file that is not there",
    { mail: { templates: { invite: { file: "/nowhere/invite.html" }, recovery: "<p>Hello</p>" } } },
    "mail/templates/invite: cannot read the file /nowhere/invite.html",
  ),
];
