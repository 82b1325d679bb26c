import { join, resolve } from "node:path";

export const root = resolve(__dirname, "../..");
/** Everything that `bin/up` makes on this machine, readable by its user alone. */
export const folder = join(root, ".supabase-fleet");
export const inFolder = (name: string): string => join(folder, name);
export const stackFile = join(root, "Pulumi.dev.yaml");
