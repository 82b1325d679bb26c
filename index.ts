import { readFleet } from "./components/config/read";
import { createFleet } from "./components/fleet";

/** Addresses and keys of every instance; secrets stay encrypted until `--show-secrets`. */
export const instances = createFleet(readFleet());
