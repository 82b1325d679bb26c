import { readFleet } from "./components/config/read";
import { createFleet } from "./components/fleet";
import { removeLeftovers } from "./components/leftovers";

/** Addresses and keys of every instance; secrets stay encrypted until `--show-secrets`. */
export = async () => {
  const fleet = readFleet();
  await removeLeftovers(fleet);
  return { instances: createFleet(fleet) };
};
