/** @jsxRuntime automatic */
import { Text } from "ink";
import type { Field } from "../screen/fields";
import { Form } from "../screen/Form";
import type { KeyHint } from "../screen/keyLines";
import type { Size } from "../screen/looks";
import { Screen, bodyRows } from "../screen/Screen";
import { Scrolled } from "../screen/Scrolled";
import { fitted } from "../screen/fitted";
import { type Step, steps } from "./draft";

export interface WizardScreenProps {
  readonly size: Size;
  readonly step: Step;
  readonly fields: readonly Field[];
  readonly at: number;
  /** The step of the secrets, in lines. */
  readonly secrets: readonly string[];
  /** Number of the first of these lines that is shown. */
  readonly from: number;
}

const keys: readonly KeyHint[] = [
  { key: "up down tab", does: "move" },
  { key: "left right space", does: "choose" },
  { key: "enter", does: "next" },
  { key: "esc", does: "back" },
];

const secretsKeys: readonly KeyHint[] = [
  { key: "up down", does: "read on" },
  { key: "enter", does: "next: the plan" },
  { key: "esc", does: "back" },
];

/** Lines that the secrets may take. */
export const secretsRoom = (size: Size): number =>
  bodyRows(size, secretsKeys) - fitted(about.secrets, size.columns).length - 1;

const about: Record<Step, string> = {
  "name and place": "What it is called and where it runs.",
  services: "Database, gateway, Auth and REST are always there. Studio needs meta, imgproxy needs storage.",
  ports: "Where it is published on its host. Empty is fine.",
  secrets: "Each is made for this instance alone when the plan is applied, unless the list gives it.",
};

/** A step of what a new instance is to be. */
export function WizardScreen({ size, step, fields, at, secrets, from }: WizardScreenProps) {
  const number = steps.indexOf(step) + 1;
  return (
    <Screen
      size={size}
      title={`Create an instance: ${number} of ${steps.length + 1}, ${step}`}
      keys={step === "secrets" ? secretsKeys : keys}
    >
      {fitted(about[step], size.columns).map((line) => (
        <Text key={line}>{line}</Text>
      ))}
      <Text> </Text>
      {step === "secrets" ? (
        <Scrolled lines={secrets} from={from} room={secretsRoom(size)} />
      ) : (
        <Form fields={fields} at={at} columns={size.columns} />
      )}
    </Screen>
  );
}
