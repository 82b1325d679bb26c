import * as pulumi from "@pulumi/pulumi";
import { databaseProvider, providerVersion } from "./databaseReady";

export interface DatabaseReadyArgs {
  readonly host: pulumi.Input<string>;
  readonly container: string;
  readonly containerId: pulumi.Input<string>;
  readonly password: pulumi.Input<string>;
  readonly pooler: pulumi.Input<string>;
  readonly jwtExpiry: number;
  readonly timeout: number;
}

/**
 * Ends when Postgres answers and holds what the config says: the password of every role, so that a raised
 * `rotation.postgresPassword` reaches the server before the services that use it, and the token lifetime.
 */
export class DatabaseReady extends pulumi.dynamic.Resource {
  constructor(name: string, args: DatabaseReadyArgs, opts?: pulumi.CustomResourceOptions) {
    const secret = { ...opts, additionalSecretOutputs: ["password"] };
    super(databaseProvider, name, { ...args, providerVersion }, secret, "supabase", "DatabaseReady");
  }
}
