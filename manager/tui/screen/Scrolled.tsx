/** @jsxRuntime automatic */
import { Text } from "ink";

export interface ScrolledProps {
  readonly lines: readonly string[];
  /** Number of the line at the top. */
  readonly from: number;
  /** Lines that fit. */
  readonly room: number;
}

/** The part of a long text that fits, and below it how much there is more. */
export function Scrolled({ lines, from, room }: ScrolledProps) {
  if (lines.length <= room) return lines.map((line, index) => <Line key={index} text={line} />);
  const part = lines.slice(from, from + room - 1);
  const last = Math.min(lines.length, from + room - 1);
  return (
    <>
      {part.map((line, index) => (
        <Line key={index} text={line} />
      ))}
      <Text dimColor>{`Lines ${from + 1} to ${last} of ${lines.length}`}</Text>
    </>
  );
}

/** An empty text has no height. */
const Line = ({ text }: { readonly text: string }) => <Text wrap="truncate-end">{text === "" ? " " : text}</Text>;

/** The line at the top after a step of so many lines. */
export const scrolled = (from: number, by: number, count: number, room: number): number =>
  Math.max(0, Math.min(from + by, count - (room - 1)));
