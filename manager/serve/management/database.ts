import type { InstanceSpec } from "../../../components/spec";

/** Version in the image's tag, such as `15.8.1.085`; the major one where the tag says none. */
export const databaseVersion = ({ images, postgres }: InstanceSpec): string =>
  /:v?(\d+(\.\d+)+)/.exec(images.db)?.[1] ?? postgres;
