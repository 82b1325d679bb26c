import type { KeyHint } from "../screen/keyLines";

/** Every key of the dashboard. */
export const dashboardKeys: readonly KeyHint[] = [
  { key: "up down", does: "move" },
  { key: "space", does: "mark" },
  { key: "a", does: "mark all" },
  { key: "/", does: "filter" },
  { key: "o O", does: "order, turn" },
  { key: "enter", does: "detail" },
  { key: "m", does: "monitor" },
  { key: "c", does: "create" },
  { key: "s", does: "start" },
  { key: "x", does: "stop" },
  { key: "r", does: "restart" },
  { key: "p", does: "pause" },
  { key: "u", does: "resume" },
  { key: "b", does: "back up" },
  { key: "t", does: "rotate" },
  { key: "d", does: "delete" },
  { key: "f", does: "refresh" },
  { key: "j", does: "jobs" },
  { key: "q", does: "quit" },
];

export const filterKeys: readonly KeyHint[] = [
  { key: "enter", does: "keep the filter" },
  { key: "esc", does: "show all" },
];
