import type { InstanceSpec } from "../../../components/spec";

/** Name that clients look for a project's Postgres by. It leads there where DNS says so. */
export const databaseHost = ({ domain }: InstanceSpec, ref: string): string => `db.${ref}.${domain}`;

/** Version in the image's tag, such as `15.8.1.085`; the major one where the tag says none. */
export const databaseVersion = ({ images, postgres }: InstanceSpec): string =>
  /:v?(\d+(\.\d+)+)/.exec(images.db)?.[1] ?? postgres;
