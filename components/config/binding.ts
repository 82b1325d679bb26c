import { z } from "zod";
import { pattern, port } from "./words";

const portOrAddress = "a port from 1 to 65535, or an IPv4 address and a port such as 192.168.1.5:8000";

/** `8000`, or `192.168.1.5:8000` to publish beyond this machine. */
export const binding = z
  .union([port, pattern(/^(\d{1,3}\.){3}\d{1,3}:\d{1,5}$/, portOrAddress)], { error: `should be ${portOrAddress}` })
  .transform((value, context) => {
    const [bind = "", number = ""] = typeof value === "number" ? ["127.0.0.1", `${value}`] : value.split(":");
    const valid = port.safeParse(Number(number)).success && z.ipv4().safeParse(bind).success;
    if (valid) return { bind, port: Number(number) };
    context.addIssue({ code: "custom", message: `should be ${portOrAddress}` });
    return z.NEVER;
  })
  .meta({ id: "binding" });

export type Binding = z.output<typeof binding>;
