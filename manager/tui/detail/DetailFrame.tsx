/** @jsxRuntime automatic */
import type { ReactNode } from "react";
import type { KeyHint } from "../screen/keyLines";
import type { Size } from "../screen/looks";
import { Screen } from "../screen/Screen";
import { stateWords } from "../show/states";
import type { Row } from "../state/rows";
import { type Tab, tabNames } from "./tabs";

/** What every tab of the detail is given. */
export interface TabProps {
  readonly size: Size;
  readonly row: Row;
  readonly message?: string | undefined;
  readonly show: (tab: Tab, service?: string) => void;
  readonly leave: () => void;
}

export interface FrameProps extends Pick<TabProps, "size" | "row" | "message"> {
  readonly tab: Tab;
  readonly keys: readonly KeyHint[];
  readonly children: ReactNode;
}

/** The frame that the tabs of an instance share. */
export function DetailFrame({ size, row, tab, keys, message, children }: FrameProps) {
  const state = row.state === undefined ? "" : `: ${stateWords[row.state]}`;
  return (
    <Screen size={size} title={`${row.name}${state}`} aside={tabNames(tab)} keys={keys} message={message}>
      {children}
    </Screen>
  );
}
