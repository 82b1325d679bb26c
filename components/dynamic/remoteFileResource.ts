import * as pulumi from "@pulumi/pulumi";
import { fileProvider, providerVersion } from "./remoteFile";

export interface RemoteFileArgs {
  readonly host: string;
  readonly path: string;
  readonly content: pulumi.Input<string>;
  readonly mode?: string;
  readonly owner?: string;
  readonly validate?: string;
  readonly reload?: string;
}

/**
 * A file on a host, written whole or not at all: beside the target first, then checked, then renamed; when the check or the
 * reload fails the old file is back and the error carries what the command said.
 */
export class RemoteFile extends pulumi.dynamic.Resource {
  constructor(name: string, args: RemoteFileArgs, opts?: pulumi.CustomResourceOptions) {
    const all = { mode: "0644", owner: "", validate: "", reload: "", ...args, providerVersion };
    const secret = { ...opts, additionalSecretOutputs: ["content"] };
    super(fileProvider, name, all, secret, "supabase", "RemoteFile");
  }
}
