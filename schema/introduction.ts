import { stringify } from "yaml";
import { host } from "../components/config/hosts";
import { containerName, hostNames, networkName, reservedNames } from "../components/config/names";
import { Problems } from "../components/config/problems";
import { fleetFrom } from "../components/config/read";
import { snippetFolder } from "../components/edge";
import { code, either, fence, page, table } from "./markdown";

/** What a reader needs before the tables. */
export function introduction(groups: readonly string[]): string {
  const links = groups.map((group) => `[${group}](#${group})`);
  return page(
    "# Configuration",
    "<!-- Written by schema/generate.ts from the schema in components/config. Change it there. -->",
    "One file describes a fleet: `Pulumi.<stack>.yaml`. This page lists everything that may stand in it; " +
      "[Pulumi.cloud.yaml](../Pulumi.cloud.yaml) is a longer example to start from.",
    "- [The smallest config](#the-smallest-config), [how to read this page](#how-to-read-this-page), " +
      "[secrets in a config](#secrets-in-a-config)\n" +
      "- [The fleet](#the-fleet) and its [hosts](#hosts)\n" +
      `- [Instances](#instances): ${links.join(", ")}\n` +
      "- [Releases](#releases)",
    smallestText(),
    rulesText,
    secretsText,
  );
}

function smallestText(): string {
  const smallest = { domain: "example.com", instances: [{ name: "blog" }] };
  const config = Object.fromEntries(Object.entries(smallest).map(([key, value]) => [`supabase-fleet:${key}`, value]));
  const instance = fleetFrom(smallest, new Problems())?.instances[0];
  if (instance === undefined) throw new Error("the smallest config has a problem");
  const names = hostNames(instance.subdomain, instance.domain);
  const { gateway, mail } = instance.ports;
  return page(
    "## The smallest config",
    fence("yaml", stringify({ config })),
    `This is one instance on the Docker of this machine. The fleet brings a Caddy along that answers on ` +
      `${code(instance.host.edge.bind)} until [\`edge.bind\`](#hosts) of the host says otherwise:`,
    table(
      ["Where", "What"],
      [
        [code(`https://${names.api}`), `API; on this machine also ${code(`http://${gateway.bind}:${gateway.port}`)}`],
        [
          code(`https://${names.studio}`),
          "Studio; the user is `supabase`, the password is the secret `dashboardPassword`",
        ],
        [
          code(`https://${names.mail}`),
          `mails it sent; on this machine also ${code(`http://${mail?.bind}:${mail?.port}`)}`,
        ],
        [code(containerName(instance.name, "db")), `its database, one of ${instance.services.length} containers`],
      ],
    ),
    "Keys and passwords are generated; `pulumi stack output instances --show-secrets` shows them.",
  );
}

const rulesText = page(
  "## How to read this page",
  "A dot is one step deeper: `auth.email.autoconfirm` is",
  fence("yaml", "- name: blog\n  auth:\n    email:\n      autoconfirm: true"),
  "- `<name>` in a path is a key of your choice. **required** in a group means: once the group is there.\n" +
    "- A value comes from the instance; if it has none, from `supabase-fleet:defaults`; if that has none, from the column " +
    "*Default*. Groups are merged setting by setting; lists and single values replace each other as a whole.\n" +
    "- Files and folders are on the machine that runs Pulumi, and their paths start at the folder of `Pulumi.yaml`, unless " +
    "the text says that they are on the host.\n" +
    "- Put quotes around dates, and around numbers, `true` and `false` that are meant as text.\n" +
    "- A setting that is not on this page is refused, and so are values that cannot go together. `pulumi preview` names all " +
    "mistakes at once, and nothing is changed while there is one.\n" +
    "- With `# yaml-language-server: $schema=./schema/supabase-fleet.schema.json` as first line, editors complete and check " +
    "the file as you type.",
);

const secretsText = page(
  "## Secrets in a config",
  "A secret can be written in four ways:",
  table(
    ["Written as", "Where it is kept"],
    [
      ["`password: { secure: v1:… }`", "in the stack file, encrypted; the command below writes it"],
      ["`password: { env: SMTP_PASSWORD }`", "in an environment variable of the machine that runs Pulumi"],
      [
        "`password: { file: /run/secrets/smtp }`",
        "in a file of that machine, where agenix, SOPS or a CI pipeline puts it",
      ],
      ["`password: text`", "in the stack file, for everybody to read"],
    ],
  ),
  "This encrypts the SMTP password of the first instance, which has the number 0; Pulumi asks for the value:",
  fence("sh", "pulumi config set --secret --path 'supabase-fleet:instances[0].auth.smtp.password'"),
  "The line break at the end of a file or variable is not part of the secret. Pulumi encrypts secrets " +
    "in its state, but text in the stack file stays plain wherever that file's config goes, the state included. Variables of services and functions are written like secrets too; for one that is none, text is fine.",
);

/** The line that an existing Caddy needs. */
export function importText(): string {
  const folder = snippetFolder({ name: "web", ...host.parse({ edge: { mode: "existing" } }) });
  return page(
    `A Caddy that is there already (${code("mode: existing")}) needs one line in its Caddyfile:`,
    fence("caddyfile", `import ${folder}/*.caddy`),
  );
}

export function namesText(): string {
  const { api, studio, mail } = hostNames("<subdomain>", "<domain>");
  return page(
    `Its host names are ${code(api)} for the API, ${code(studio)} for Studio and ${code(mail)} for caught mails, so that ` +
      "one DNS record and one certificate for `*.<domain>` serve all instances.",
    `Its network is ${code(networkName("<name>"))}, its containers are ${code(containerName("<name>", "db").replace(/db$/, "<service>"))}. ` +
      `The names ${either(reservedNames.map(code), "and")} are taken.`,
  );
}
