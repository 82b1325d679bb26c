/** @jsxRuntime automatic */
import { useKeys } from "../screen/layers";
import { useEffect, useState } from "react";
import { messageOf } from "../../operations/errors";
import { type Field, insisting, stepped, typedInto } from "../screen/fields";
import type { Size } from "../screen/looks";
import { fitted } from "../screen/fitted";
import { scrolled } from "../screen/Scrolled";
import { useClock } from "../state/useReading";
import { AgreeScreen, textRoom } from "./AgreeScreen";
import type { Change, Prepared } from "./change";

export interface Agreed {
  readonly change: Change;
  readonly prepared: Prepared;
  readonly answers: Readonly<Record<string, string>>;
}

export interface AgreeViewProps {
  readonly size: Size;
  readonly change: Change;
  /** What is at work: a plan that is worked out meanwhile would be out of date when it is agreed to. */
  readonly busy: string | undefined;
  readonly agree: (agreed: Agreed) => void;
  readonly leave: () => void;
}

const failed = (error: unknown): Prepared => ({
  text: messageOf(error),
  refused: "It cannot be done.",
  fields: [],
  carryOut: async () => undefined,
});

/** Has a change worked out in the background, shows it, and asks. */
export function Agree({ size, change, busy, agree, leave }: AgreeViewProps) {
  const [prepared, setPrepared] = useState<Prepared>();
  const [fields, setFields] = useState<readonly Field[]>([]);
  const [at, setAt] = useState(0);
  const [from, setFrom] = useState(0);
  const [began] = useState(Date.now);
  const now = useClock(prepared === undefined);
  const [isQuiet, setQuiet] = useState(busy === undefined || change.isSimple === true);
  if (!isQuiet && busy === undefined) setQuiet(true);

  useEffect(() => {
    if (!isQuiet) return;
    let gone = false;
    const take = (found: Prepared) => {
      if (gone) return found.abandon?.();
      setPrepared(found);
      setFields(found.fields);
    };
    change.prepare(size.columns - 2).then(take, (error: unknown) => take(failed(error)));
    return () => void (gone = true);
    // The plan is that of the moment it was asked for, whatever becomes of the window.
  }, [change, isQuiet]);

  const lines = prepared === undefined ? undefined : fitted(prepared.text, size.columns);
  const { refused } = prepared ?? {};
  useKeys((input, key) => {
    if (key.escape) {
      prepared?.abandon?.();
      return leave();
    }
    if (prepared === undefined || lines === undefined) return;
    const room = textRoom({ size, lines, fields, refused });
    const page = key.pageDown ? room - 2 : key.pageUp ? 2 - room : 0;
    const line = fields.length > 0 ? 0 : key.downArrow ? 1 : key.upArrow ? -1 : 0;
    if (page + line !== 0) return setFrom((before) => scrolled(before, page + line, lines.length, room));
    if (refused !== undefined) return;
    const answers = Object.fromEntries(fields.map(({ id, value }) => [id, value]));
    if (fields.length === 0) return input === "y" ? agree({ change, prepared, answers }) : undefined;
    if (key.return) return fields.every(({ problem }) => problem === undefined) ? agree({ change, prepared, answers }) : setFields(insisting(fields)); // prettier-ignore
    if (key.upArrow || key.downArrow || key.tab) return setAt(stepped(at, fields.length, key));
    setFields(
      fields.map((field, index) => {
        if (index !== at) return field;
        const value = typedInto(field, input, key);
        return { ...field, value, problem: prepared.check?.(field.id, value) };
      }),
    );
  });

  return <AgreeScreen size={size} title={change.title} lines={lines} from={from} fields={fields} at={at} refused={refused} waited={now - began} waitsFor={isQuiet ? undefined : busy} />; // prettier-ignore
}
