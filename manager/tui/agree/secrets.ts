import { randomSecretNames } from "../../../components/config/secrets";
import { endingOf } from "../../operations/rotate/rotatable";
import type { Option } from "../screen/Choose";

/** What can be rotated, and what ends with the old value. */
export const rotatable: readonly Option[] = [
  { name: "all", about: "each of these that is in use" },
  ...randomSecretNames.flatMap((name) => {
    const ends = endingOf(name);
    return ends === "" ? [] : [{ name, about: `ends: ${ends}` }];
  }),
];
