import type { Service } from "../spec";
import { command } from "./probe";

/** Mailpit: catches what Auth sends when there is no real mail server, and shows it. Mails live in memory only. */
export const mail: Service = (instance) => ({
  env: {
    MP_MAX_MESSAGES: "500",
    MP_SMTP_AUTH_ACCEPT_ANY: "true",
    MP_SMTP_AUTH_ALLOW_INSECURE: "true",
  },
  healthcheck: command(["/mailpit", "readyz"]),
  ports: instance.ports.mail === undefined ? [] : [{ binding: instance.ports.mail, container: 8025 }],
});
