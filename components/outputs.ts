import * as pulumi from "@pulumi/pulumi";
import { poolerTenant } from "./services/pooler";
import type { InstanceSpec, Secrets, Urls } from "./spec";

/** What a user needs to know of an instance; secrets are marked. */
export interface InstanceOutputs {
  readonly apiUrl: string;
  readonly studioUrl: string | undefined;
  readonly mailUrl: string | undefined;
  readonly poolerUrl: pulumi.Output<string> | undefined;
  readonly databaseUrl: pulumi.Output<string> | undefined;
  readonly publishableKey: pulumi.Output<string>;
  readonly anonKey: pulumi.Output<string>;
  readonly secretKey: pulumi.Output<string>;
  readonly serviceRoleKey: pulumi.Output<string>;
  readonly dashboardPassword: pulumi.Output<string>;
  readonly postgresPassword: pulumi.Output<string>;
  readonly jwtSecret: pulumi.Output<string>;
  readonly state: string;
}

export function instanceOutputs(spec: InstanceSpec, secrets: Secrets, urls: Urls): InstanceOutputs {
  const { poolerSession, database } = spec.ports;
  const postgres = (user: string, at: { bind: string; port: number } | undefined) =>
    at === undefined
      ? undefined
      : pulumi.interpolate`postgresql://${user}:${secrets.postgresPassword}@${at.bind}:${at.port}/postgres`;
  return {
    apiUrl: urls.api,
    studioUrl: urls.studio,
    mailUrl: urls.mail,
    poolerUrl: postgres(`postgres.${poolerTenant(spec)}`, poolerSession),
    databaseUrl: postgres("postgres", database),
    // These two are made to be in every browser.
    publishableKey: pulumi.unsecret(secrets.publishableKey),
    anonKey: pulumi.unsecret(secrets.anonKey),
    secretKey: secrets.secretKey,
    serviceRoleKey: secrets.serviceRoleKey,
    dashboardPassword: secrets.dashboardPassword,
    postgresPassword: secrets.postgresPassword,
    jwtSecret: secrets.jwtSecret,
    state: spec.config.state,
  };
}
