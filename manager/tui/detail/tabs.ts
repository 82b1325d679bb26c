import type { KeyHint } from "../screen/keyLines";

/** What the detail of an instance shows, each at the number of its place. */
export const tabs = ["services", "logs", "environment", "keys", "data"] as const;
export type Tab = (typeof tabs)[number];

export const tabNames = (tab: Tab): string =>
  tabs.map((name, index) => (name === tab ? `[${index + 1} ${name}]` : ` ${index + 1} ${name} `)).join("");

/** Keys of every tab. */
export const tabKeys: readonly KeyHint[] = [
  { key: "1-5", does: "tab" },
  { key: "esc", does: "back" },
];

export const tabAt = (input: string): Tab | undefined => (/^[1-5]$/.test(input) ? tabs[Number(input) - 1] : undefined);
