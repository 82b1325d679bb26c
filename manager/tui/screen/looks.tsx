/** @jsxRuntime automatic */
import { useStdout } from "ink";
import { type ReactNode, createContext, useContext, useEffect, useState } from "react";
import { type Glyphs, blocks } from "../show/glyphs";

/** Columns and lines that may be drawn on. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

const GlyphsContext = createContext<Glyphs>(blocks);

export const WithGlyphs = ({ glyphs, children }: { readonly glyphs: Glyphs; readonly children: ReactNode }) => (
  <GlyphsContext.Provider value={glyphs}>{children}</GlyphsContext.Provider>
);

export const useGlyphs = (): Glyphs => useContext(GlyphsContext);

/** The size of the terminal, anew when it changes. */
export function useSize(): Size {
  const { stdout } = useStdout();
  const now = (): Size => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 });
  const [size, setSize] = useState(now);
  useEffect(() => {
    const resized = () => setSize(now());
    stdout.on("resize", resized);
    return () => void stdout.off("resize", resized);
  }, [stdout]);
  return size;
}
