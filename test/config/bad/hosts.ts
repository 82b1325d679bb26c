import { instances } from "../given";
import { type Row, fleet, host } from "./row";

const docker = "docker: should be unix:///path, tcp://host:port or ssh://user@host[:port]";
const ssh = "ssh: should be user@host or user@host:port";
const range = "subnets: should be an IPv4 range such as 10.213.0.0/16";
const memory = "memory: should be an amount of memory such as 512m or 2g";
const absolute = "should be an absolute path of letters, digits and . _ @ + -, without ..";
const email = "edge/tls/email: should be an e-mail address such as admin@example.com";
const command = "should be a command without line breaks or control characters";

export const hostRows: readonly Row[] = [
  host("a Docker without a scheme", { docker: "/var/run/docker.sock" }, docker),
  host("a Docker by http", { docker: "http://10.0.0.5:2375" }, docker),
  host("a Docker by tcp without a port", { docker: "tcp://10.0.0.5", edge: { mode: "none" } }, docker),
  host("a Docker by ssh without a user", { docker: "ssh://10.0.0.5" }, docker),
  host("a Docker by ssh with an option for ssh", { docker: "ssh://-oProxyCommand=id@host" }, docker),
  host(
    "a Docker on a port that there is none of",
    { docker: "ssh://me@host:70000" },
    `${docker}, with a port from 1 to 65535`,
  ),
  host("a Docker that is a number", { docker: 2375 }, docker),
  host("a Docker that is null", { docker: null }, docker),
  host("an ssh login without a user", { ssh: "10.0.0.5" }, ssh),
  host("an ssh login with a command", { ssh: "me@host id" }, ssh),
  host("an ssh login on port 0", { ssh: "me@host:0" }, `${ssh}, with a port from 1 to 65535`),
  host("an ssh login that is a group", { ssh: { user: "me" } }, ssh),
  host("memory without a unit", { memory: "16" }, memory),
  host("memory that is a number", { memory: 16 }, memory),
  host("memory in words", { memory: "plenty" }, memory),
  host(
    "memory for less than a service",
    { memory: "8m" },
    "memory: should be 16m or more: Docker refuses less than 6m and no service runs in it",
  ),
  host("subnets without a length", { subnets: "10.213.0.0" }, range),
  host("subnets in IPv6", { subnets: "fd00::/64" }, range),
  host("subnets as a list", { subnets: ["10.213.0.0/16"] }, range),
  host(
    "subnets that start in the middle",
    { subnets: "10.213.7.0/16" },
    "subnets: should start at the first address of its range",
  ),
  fleet(
    "subnets too small for one instance",
    { ...instances({ name: "blog" }), hosts: { local: { subnets: "10.213.0.0/27" } } },
    "hosts/local: has no subnet left: each instance takes a /26 of 10.213.0.0/27, so write a larger range for subnets",
  ),
  fleet(
    "subnets too small for two instances",
    { ...instances({ name: "blog" }, { name: "shop" }), hosts: { local: { subnets: "10.213.0.0/26" } } },
    "hosts/local: has no subnet left: each instance takes a /26 of 10.213.0.0/26, so write a larger range for subnets",
  ),

  host(
    "a manager without a name",
    { edge: { manager: {} } },
    "edge/manager/name: is missing; it should be a domain name in lower case, such as example.com",
  ),
  host(
    "a manager by an address",
    { edge: { manager: { name: "10.0.0.5" } } },
    "edge/manager/name: should be a domain name in lower case, such as example.com",
  ),
  host(
    "a manager at a port alone",
    { edge: { manager: { name: "fleet.example.com", upstream: "8099" } } },
    "edge/manager/upstream: should be an address and a port, such as 127.0.0.1:8099",
  ),
  host(
    "a manager at a port that there is none of",
    { edge: { manager: { name: "fleet.example.com", upstream: "127.0.0.1:99999" } } },
    "edge/manager/upstream: should be an address and a port, such as 127.0.0.1:8099, with a port from 1 to 65535",
  ),
  host(
    "a manager behind a sign-on without an address",
    { edge: { manager: { name: "fleet.example.com", forwardAuth: "authelia" } } },
    "edge/manager/forwardAuth: should be an address that starts with http:// or https://, without spaces, user or password",
  ),
  host(
    "a manager without a Caddy",
    { edge: { mode: "none", manager: { name: "fleet.example.com" } } },
    "edge/manager: is of no use without a Caddy: edge.mode is none",
  ),
  fleet(
    "a manager by the name of an instance",
    { ...instances({ name: "blog" }), hosts: { local: { edge: { manager: { name: "blog-studio.example.com" } } } } },
    'hosts/local/edge/manager/name: "blog-studio.example.com" belongs to instances/0',
  ),

  host("an edge that is text", { edge: "caddy" }, "edge: should be a group of settings"),
  host(
    "an edge of an unknown kind",
    { edge: { mode: "nginx" } },
    "edge/mode: should be one of managed, existing, none",
  ),
  host(
    "a managed edge where no file can be written",
    { docker: "tcp://10.0.0.5:2376" },
    "edge/mode: managed writes files on the host, which tcp://10.0.0.5:2376 cannot: set ssh, or mode: none",
  ),
  host(
    "an existing edge where no file can be written",
    { docker: "tcp://10.0.0.5:2376", edge: { mode: "existing" } },
    "edge/mode: existing writes files on the host, which tcp://10.0.0.5:2376 cannot: set ssh, or mode: none",
  ),
  host("a bind address in IPv6", { edge: { bind: "::" } }, "edge/bind: should be an IPv4 address"),
  host("a bind address with a port", { edge: { bind: "0.0.0.0:80" } }, "edge/bind: should be an IPv4 address"),
  host("port 0 for HTTP", { edge: { httpPort: 0 } }, "edge/httpPort: should be a port from 1 to 65535"),
  host("a port for HTTP in quotes", { edge: { httpPort: "80" } }, "edge/httpPort: should be a port from 1 to 65535"),
  host(
    "a port for HTTPS beyond the last",
    { edge: { httpsPort: 65536 } },
    "edge/httpsPort: should be a port from 1 to 65535",
  ),
  host(
    "one port for HTTP and HTTPS",
    { edge: { httpPort: 8080, httpsPort: 8080 } },
    "edge/httpsPort: should differ from httpPort",
  ),
  host("a folder that is relative", { edge: { folder: "caddy" } }, `edge/folder: ${absolute}`),
  host("a folder that climbs at once", { edge: { folder: "/../etc" } }, `edge/folder: ${absolute}`),
  host("a folder that climbs at its end", { edge: { folder: "/etc/.." } }, `edge/folder: ${absolute}`),
  host("a folder with a space", { edge: { folder: "/etc/my caddy" } }, `edge/folder: ${absolute}`),
  host("a log folder with a variable", { edge: { logFolder: "/var/$LOGS" } }, `edge/logFolder: ${absolute}`),
  host("a check of two lines", { edge: { validate: "true\nfalse" } }, `edge/validate: ${command}`),
  host("an empty check", { edge: { validate: "" } }, "edge/validate: should be a command"),
  host("a reload of two lines", { edge: { reload: "true\nfalse" } }, `edge/reload: ${command}`),
  host("a reload that is a list", { edge: { reload: ["caddy", "reload"] } }, "edge/reload: should be a command"),
  host(
    "a reload of 501 characters",
    { edge: { reload: "x".repeat(501) } },
    "edge/reload: should be a command, at most 500 characters",
  ),

  host(
    "certificates of an unknown kind",
    { edge: { tls: { mode: "on" } } },
    "edge/tls/mode: should be one of acme, internal, files, off",
  ),
  host(
    "certificates that YAML reads as false",
    { edge: { tls: { mode: false } } },
    "edge/tls/mode: should be one of acme, internal, files, off",
  ),
  host("certificates that are text", { edge: { tls: "internal" } }, "edge/tls: should be a group of settings"),
  host("a contact without an at", { edge: { tls: { email: "example.com" } } }, email),
  host("a contact with a name", { edge: { tls: { email: "Me <me@example.com>" } } }, email),
  host(
    "certificate files without any",
    { edge: { tls: { mode: "files" } } },
    "edge/tls: mode files needs both certificate and key",
  ),
  host(
    "certificate files without a key",
    { edge: { tls: { mode: "files", certificate: "/etc/c.pem" } } },
    "edge/tls: mode files needs both certificate and key",
  ),
  host(
    "a certificate that is relative",
    { edge: { tls: { certificate: "c.pem" } } },
    `edge/tls/certificate: ${absolute}`,
  ),
  host("a key that climbs", { edge: { tls: { key: "/etc/../k.pem" } } }, `edge/tls/key: ${absolute}`),
];
