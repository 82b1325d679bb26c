import { z } from "zod";
import { absolutePath, domainName, email, httpUrl } from "./addresses";
import { byName, line, memory, object, oneOf, pattern, port } from "./words";

const sshAddress = "[A-Za-z_][A-Za-z0-9._-]*@[A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]{1,5})?";

/** A pattern whose match may end in a port. */
function address(expression: RegExp, what: string) {
  const hasPort = (text: string) => port.safeParse(Number(/:([0-9]+)$/.exec(text)?.[1] ?? 1)).success;
  return pattern(expression, what).refine(hasPort, { error: `should be ${what}, with a port from 1 to 65535` });
}

const dockerAddress = address(
  new RegExp(`^(unix:///[A-Za-z0-9._/-]+|tcp://[A-Za-z0-9.-]+:[0-9]{1,5}|ssh://${sshAddress})$`),
  "unix:///path, tcp://host:port or ssh://user@host[:port]",
);

const tls = object({
  mode: oneOf("acme", "internal", "files", "off")
    .default("acme")
    .describe(
      "acme: public certificates, and a wildcard Caddy already has is used; internal: Caddy's own authority; files: a certificate on the host; off: plain HTTP.",
    ),
  email: email.optional().describe("Contact for the certificate authority."),
  certificate: absolutePath.optional().describe("Certificate file on the host, for mode files."),
  key: absolutePath.optional().describe("Key file on the host, for mode files."),
}).refine((value) => value.mode !== "files" || (value.certificate !== undefined && value.key !== undefined), {
  error: "mode files needs both certificate and key",
});

/** A shell command the operator writes for the host; it runs there with their rights. */
const command = line("a command", 500);

const manager = object({
  name: domainName.describe("Host name it is reached by, such as fleet.example.com."),
  upstream: address(/^[a-z0-9][a-z0-9.-]*:[0-9]{1,5}$/, "an address and a port, such as 127.0.0.1:8099")
    .default("127.0.0.1:8099")
    .describe("Where fleet serve listens, as Caddy sees it."),
  forwardAuth: httpUrl
    .optional()
    .describe("Address of a single sign-on service that Caddy asks about whoever brings no token."),
});

const edge = object({
  mode: oneOf("managed", "existing", "none")
    .default("managed")
    .describe(
      "managed: a Caddy container of the fleet's own; existing: a Caddy on the host that imports the folder; none: only the published ports.",
    ),
  bind: z
    .ipv4({ error: "should be an IPv4 address" })
    .default("127.0.0.1")
    .describe("Address the managed Caddy listens on; 0.0.0.0 for everybody."),
  httpPort: port.default(80).describe("Port that Caddy serves HTTP on."),
  httpsPort: port.default(443).describe("Port that Caddy serves HTTPS on."),
  tls: tls.prefault({}).describe("Certificates for the instances' names."),
  manager: manager.optional().describe("Puts fleet serve, its page and its APIs, behind Caddy."),
  folder: absolutePath
    .optional()
    .describe(
      "Folder on the host for one snippet per instance; /etc/caddy/supabase-fleet (existing) or /etc/supabase-fleet/caddy (managed) when unset.",
    ),
  logFolder: absolutePath
    .default("/var/log/caddy")
    .describe("Folder, as Caddy sees it, for one access log per instance."),
  validate: command
    .optional()
    .describe(
      "Command that checks a snippet, whose path is in $FILE, before it is used (existing); caddy adapt when unset; the reload checks the rest.",
    ),
  reload: command
    .optional()
    .describe("Command that makes Caddy read its snippets again (existing); caddy reload when unset."),
});

export const host = object({
  docker: dockerAddress
    .default("unix:///var/run/docker.sock")
    .describe("Docker's address: a socket, a TCP port, or a login by SSH."),
  ssh: address(new RegExp(`^${sshAddress}$`), "user@host or user@host:port")
    .optional()
    .describe("Login by which files reach the host when Docker's address is tcp://."),
  memory: memory
    .optional()
    .describe("Memory its active instances may reserve together, such as 16g; a list that reserves more is refused."),
  subnets: z
    .cidrv4({ error: "should be an IPv4 range such as 10.213.0.0/16" })
    .default("10.213.0.0/16")
    .describe("Range that the instances' networks are cut from."),
  edge: edge.prefault({}).describe("Caddy in front of the instances on this host."),
}).meta({ id: "host" });

const hostName = pattern(
  /^[a-z][a-z0-9-]{0,39}$/,
  "a name that starts with a letter, then letters a-z, digits or hyphens, at most 40",
);

export const hosts = byName(hostName, host, "hosts by name");

export type HostConfig = z.output<typeof host>;
