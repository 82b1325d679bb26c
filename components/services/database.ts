import * as pulumi from "@pulumi/pulumi";

/** Where and as whom a service reaches Postgres. The port never changes inside; only published ports do. */
export const database = { host: "db", port: "5432", name: "postgres", internal: "_supabase" } as const;

/** A connection string. The password's alphabet is URL-safe by rule, so it goes in as it is. */
export function dsn(
  scheme: "postgres" | "postgresql" | "ecto",
  role: string,
  password: pulumi.Input<string>,
  name: string = database.name,
): pulumi.Output<string> {
  return pulumi.interpolate`${scheme}://${role}:${password}@${database.host}:${database.port}/${name}`;
}
