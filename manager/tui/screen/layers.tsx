/** @jsxRuntime automatic */
import { Box, type Key, useInput } from "ink";
import { type ReactNode, createContext, useContext, useLayoutEffect, useRef, useState } from "react";
import { type Pressed, Presses } from "./presses";

type Handle = (input: string, key: Key) => unknown;

/** Those that hear the keys now. */
type Hearers = Set<{ readonly current: Handle }>;

const Hearing = createContext<Hearers>(new Set());
const OnTop = createContext(true);

/**
 * Hands each key to whoever is on top, once what the key before has changed is drawn: somebody who types fast loses no letter.
 * A view hears from the moment that it is drawn.
 */
export function Keyboard({ children }: { readonly children: ReactNode }) {
  const [hearers] = useState<Hearers>(() => new Set());
  const [waiting] = useState<Pressed[]>(() => []);
  const [presses] = useState(() => new Presses());
  const [, setHandled] = useState(0);
  const isBusy = useRef(false);

  const next = () => {
    const pressed = waiting.shift();
    isBusy.current = pressed !== undefined;
    if (pressed === undefined) return;
    for (const { current } of [...hearers]) current(pressed.input, pressed.key);
    setHandled((count) => count + 1);
  };
  useInput((input, key) => {
    waiting.push(...presses.of({ input, key }));
    if (!isBusy.current) next();
  });
  // Not at once: React takes a long chain of changes within changes for one without an end.
  useLayoutEffect(() => {
    if (isBusy.current) queueMicrotask(next);
  });
  return <Hearing.Provider value={hearers}>{children}</Hearing.Provider>;
}

export interface LayerProps {
  readonly onTop: boolean;
  readonly children: ReactNode;
}

/** A view that others may lie on: it stays as it is below them, unseen and deaf to keys. */
export const Layer = ({ onTop, children }: LayerProps) => (
  <Box display={onTop ? "flex" : "none"}>
    <OnTop.Provider value={onTop}>{children}</OnTop.Provider>
  </Box>
);

/** Hears the keys while the view is on top. */
export function useKeys(handle: Handle): void {
  const hearers = useContext(Hearing);
  const onTop = useContext(OnTop);
  const latest = useRef(handle);
  latest.current = handle;
  useLayoutEffect(() => {
    if (!onTop) return;
    hearers.add(latest);
    return () => void hearers.delete(latest);
  }, [hearers, onTop]);
}
