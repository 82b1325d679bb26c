import { bytes } from "../../cli/show/figures";
import type { Figures } from "./samples";

const per = (value: number) => (value < 10 ? value.toFixed(1) : String(Math.round(value)));

/** What each graph shows, and its newest value in words. */
export const graphs: readonly {
  readonly key: keyof Figures;
  readonly label: string;
  readonly words: (value: number) => string;
}[] = [
  { key: "cpu", label: "CPU", words: (value) => `${value.toFixed(1)} %` },
  { key: "memory", label: "Memory", words: bytes },
  { key: "network", label: "Network", words: (value) => `${bytes(value)}/s` },
  { key: "requests", label: "Requests", words: (value) => `${per(value)}/s` },
  { key: "errors", label: "Errors", words: (value) => `${value.toFixed(1)} %` },
  { key: "latency", label: "Latency p95", words: (value) => `${per(value)} ms` },
];
