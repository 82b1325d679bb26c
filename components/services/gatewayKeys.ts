import * as pulumi from "@pulumi/pulumi";
import type { Secrets } from "../spec";

/** The secrets a gateway's configuration holds, in plain form for the text that is made of them. */
export interface GatewayKeys {
  readonly anonKey: string;
  readonly serviceRoleKey: string;
  readonly publishableKey: string;
  readonly secretKey: string;
  readonly anonKeyAsymmetric: string;
  readonly serviceRoleKeyAsymmetric: string;
}

export const gatewayKeys = (secrets: Secrets): pulumi.Output<GatewayKeys> =>
  pulumi.output({
    anonKey: secrets.anonKey,
    serviceRoleKey: secrets.serviceRoleKey,
    publishableKey: secrets.publishableKey,
    secretKey: secrets.secretKey,
    anonKeyAsymmetric: secrets.anonKeyAsymmetric,
    serviceRoleKeyAsymmetric: secrets.serviceRoleKeyAsymmetric,
  });
