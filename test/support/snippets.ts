import type { InstanceSpec } from "../../components/spec";
import { acme } from "./fixtures";

const edge = (settings: Record<string, unknown>) => ({ edge: settings });
const noMails = { services: { mail: false }, auth: { email: { autoconfirm: true } } };

/** Instances whose snippets differ, by the name of their golden file. */
export const snippets: Readonly<Record<string, InstanceSpec>> = {
  active: acme(),
  paused: acme({ state: "paused" }),
  "paused-api-only": acme({ state: "paused", ...noMails, services: { mail: false, studio: false } }),
  "custom-domains": acme({ customDomains: ["api.acme.test", "acme.test"], subdomain: "shop" }),
  "project-hosts": acme({ projectHosts: true, customDomains: ["api.acme.test"] }),
  "forward-auth": acme({ studio: { forwardAuth: "http://127.0.0.1:9091/api/verify?rd=https://login.example.com/" } }),
  "tls-internal": acme({}, edge({ tls: { mode: "internal" }, httpsPort: 8443 })),
  "tls-files": acme(
    {},
    edge({ tls: { mode: "files", certificate: "/etc/fleet/cert.pem", key: "/etc/fleet/key.pem" } }),
  ),
  "tls-off": acme({}, edge({ tls: { mode: "off" } })),
  "tls-off-other-port": acme({}, edge({ tls: { mode: "off" }, httpPort: 8080 })),
  "tls-acme-email": acme({}, edge({ tls: { email: "admin@example.com" }, logFolder: "/srv/logs" })),
  "mail-off": acme(noMails),
  "studio-off": acme({ services: { studio: false } }),
  kong: acme({ gateway: "kong" }),
  "own-addresses": acme({ ports: { gateway: "0.0.0.0:8001", mail: "192.0.2.7:8026" } }),
};
