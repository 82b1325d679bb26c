import { z } from "zod";
import { absolutePath, line, memory, object, oneOf, pattern, port } from "./words";

const sshAddress = "[a-z_][a-z0-9_-]*@[A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]{1,5})?";

const dockerAddress = pattern(
  new RegExp(`^(unix:///[A-Za-z0-9._/-]+|tcp://[A-Za-z0-9.-]+:[0-9]{1,5}|ssh://${sshAddress})$`),
  "unix:///path, tcp://host:port or ssh://user@host[:port]",
);

const tls = object({
  mode: oneOf("acme", "internal", "files", "off")
    .default("acme")
    .describe(
      "acme: public certificates (a wildcard the edge already has is used); internal: Caddy's own authority; files: a certificate on the host; off: plain HTTP.",
    ),
  email: pattern(/^[^\s@"'{}]+@[^\s@"'{}]+$/, "an e-mail address")
    .optional()
    .describe("Contact for the certificate authority."),
  certificate: absolutePath.optional().describe("Certificate file on the host, for mode files."),
  key: absolutePath.optional().describe("Key file on the host, for mode files."),
}).refine((value) => value.mode !== "files" || (value.certificate !== undefined && value.key !== undefined), {
  error: "mode files needs both certificate and key",
});

/** A shell command the operator writes for the host; it runs there with their rights. */
const command = line("a command", 500);

const edge = object({
  mode: oneOf("managed", "existing", "none")
    .default("managed")
    .describe(
      "managed: a Caddy container of ours; existing: a Caddy on the host that imports the folder; none: only the published ports.",
    ),
  bind: z
    .ipv4({ error: "should be an IPv4 address" })
    .default("127.0.0.1")
    .describe("Address the managed Caddy listens on; 0.0.0.0 for everybody."),
  httpPort: port.default(80),
  httpsPort: port.default(443),
  tls: tls.prefault({}),
  folder: absolutePath
    .optional()
    .describe(
      "Folder on the host for the snippets; /etc/caddy/supabase-fleet for existing, /etc/supabase-fleet/caddy for managed.",
    ),
  logFolder: absolutePath
    .default("/var/log/caddy")
    .describe("Folder, as Caddy sees it, for one access log per instance."),
  validate: command
    .optional()
    .describe("Command that checks a snippet whose path is in $FILE before it is used (existing)."),
  reload: command.optional().describe("Command that makes Caddy read its snippets again (existing)."),
});

export const host = object({
  docker: dockerAddress.default("unix:///var/run/docker.sock").describe("Docker's address: unix://, tcp:// or ssh://."),
  ssh: pattern(new RegExp(`^${sshAddress}$`), "user@host or user@host:port")
    .optional()
    .describe("How files reach the host when Docker's address is tcp://."),
  memory: memory.optional().describe("Memory for all instances, such as 16g; more than that is refused."),
  subnets: z
    .cidrv4({ error: "should be an IPv4 range such as 10.213.0.0/16" })
    .default("10.213.0.0/16")
    .describe("Range the networks are cut from."),
  edge: edge.prefault({}),
});

export const hostName = pattern(/^[a-z][a-z0-9-]{0,39}$/, "a name of letters a-z, digits and hyphens");

export type HostConfig = z.output<typeof host>;
