/** @jsxRuntime automatic */
import { Text } from "ink";
import { wrap } from "../../cli/show/fit";
import type { Field } from "../screen/fields";
import { Form } from "../screen/Form";
import type { KeyHint } from "../screen/keyLines";
import type { Size } from "../screen/looks";
import { Screen } from "../screen/Screen";
import { type Step, steps } from "./draft";

export interface WizardScreenProps {
  readonly size: Size;
  readonly step: Step;
  readonly fields: readonly Field[];
  readonly at: number;
  /** Names of the secrets that it will have. */
  readonly secrets: readonly string[];
}

const keys: readonly KeyHint[] = [
  { key: "up down tab", does: "move" },
  { key: "left right space", does: "choose" },
  { key: "enter", does: "next" },
  { key: "esc", does: "back" },
];

const about: Record<Step, string> = {
  "name and place": "What it is called and where it runs.",
  services: "Database, gateway, Auth and REST are always there. Studio needs meta, imgproxy needs storage.",
  ports: "Where it is published on its host. Empty is fine.",
  secrets: "Each is made for this instance alone when the plan is applied, and shown as a mark then:",
};

/** A step of what a new instance is to be. */
export function WizardScreen({ size, step, fields, at, secrets }: WizardScreenProps) {
  const number = steps.indexOf(step) + 1;
  return (
    <Screen size={size} title={`Create an instance: ${number} of ${steps.length + 1}, ${step}`} keys={keys}>
      <Text wrap="wrap">{about[step]}</Text>
      <Text> </Text>
      {step === "secrets" ? (
        <Text>{wrap(`  ${secrets.join(", ")}`, size.columns - 2, "  ")}</Text>
      ) : (
        <Form fields={fields} at={at} />
      )}
    </Screen>
  );
}
