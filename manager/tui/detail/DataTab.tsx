/** @jsxRuntime automatic */
import { useKeys } from "../screen/layers";
import type { Fleet } from "../fleet";
import type { KeyHint } from "../screen/keyLines";
import { bodyRows } from "../screen/Screen";
import { useClock, usePoll } from "../state/useReading";
import { Data } from "./DataScreen";
import { DetailFrame, type TabProps } from "./DetailFrame";
import { tabAt, tabKeys } from "./tabs";

const keys: readonly KeyHint[] = [{ key: "f", does: "refresh" }, ...tabKeys];
const backupKeys: readonly KeyHint[] = [{ key: "b", does: "back up" }, ...keys];

export interface DataTabProps extends TabProps {
  readonly ask: Pick<Fleet["ask"], "backups">;
  readonly backUp: () => void;
}

export function DataTab({ ask, backUp, ...tab }: DataTabProps) {
  const { size, row, show, leave, message } = tab;
  const makes = row.health?.services.some(({ service }) => service === "backup") ?? false;
  const { reading, again } = usePoll(async () => (makes ? await ask.backups(row.name) : []), Infinity);
  const now = useClock(reading.since !== undefined);
  useKeys((input, key) => {
    if (key.escape) return leave();
    const next = tabAt(input);
    if (next !== undefined) return show(next);
    if (input === "f") again();
    if (input === "b" && makes) backUp();
  });
  return (
    <DetailFrame {...tab} tab="data" keys={makes ? backupKeys : keys}>
      <Data
        instance={row.stored}
        backups={makes ? reading : undefined}
        room={bodyRows(size, makes ? backupKeys : keys, message)}
        now={now}
      />
    </DetailFrame>
  );
}
