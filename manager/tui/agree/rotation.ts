import { rotationText } from "../../cli/show/rotationText";
import type { Deeds } from "../fleet";
import type { Change } from "./change";

/** New secrets, proved by logging in: one instance after the other. @param secret one, or `all`. */
export const rotating = (deeds: Deeds, names: readonly string[], secret: string): Change => ({
  title: `Rotate ${secret} of ${names.join(", ")}`,
  job: `rotate ${names.join(" ")} ${secret}`,
  instance: names.length === 1 ? names[0] : undefined,
  async prepare(columns) {
    const rotations = await Promise.all(names.map(async (name) => await deeds.prepareRotation(name, secret)));
    return {
      text: rotations.map((rotation) => rotationText(rotation, columns)).join("\n\n"),
      fields: [],
      async carryOut(running) {
        for (const rotation of rotations) await deeds.rotate(rotation, running);
      },
    };
  },
});
