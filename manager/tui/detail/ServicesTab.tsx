/** @jsxRuntime automatic */
import { Text } from "ink";
import { useRef, useState } from "react";
import { useKeys } from "../screen/layers";
import type { Change } from "../agree/change";
import { running } from "../agree/lifecycle";
import type { Fleet } from "../fleet";
import type { KeyHint } from "../screen/keyLines";
import { bodyRows } from "../screen/Screen";
import { passed } from "../show/time";
import { useClock, usePoll } from "../state/useReading";
import { DetailFrame, type TabProps } from "./DetailFrame";
import { lastLines } from "./lastLines";
import { Services } from "./ServicesScreen";
import { tabAt, tabKeys } from "./tabs";

const keys: readonly KeyHint[] = [
  { key: "up down", does: "move" },
  { key: "enter", does: "its log" },
  { key: "s", does: "start" },
  { key: "x", does: "stop" },
  { key: "r", does: "restart the service" },
  ...tabKeys,
];
const actions = { s: "start", x: "stop", r: "restart" } as const;
const isAction = (input: string): input is keyof typeof actions => Object.hasOwn(actions, input);

export interface ServicesTabProps extends TabProps {
  readonly fleet: Pick<Fleet, "ask" | "deeds">;
  readonly change: (change: Change) => void;
}

/** Milliseconds between two close looks: each reads the age of every secret as well. */
const every = 10_000;

export function ServicesTab({ fleet, change, ...tab }: ServicesTabProps) {
  const { size, row, show, leave, message } = tab;
  const { reading } = usePoll(async () => await fleet.ask.look([row.name], "all"), every);
  // Asked with the newest health: the poll is made once.
  const newestRow = useRef(row);
  newestRow.current = row;
  const { reading: last } = usePoll(async () => {
    const { health } = newestRow.current;
    return health === undefined ? [] : await lastLines(fleet.ask, health);
  }, every);
  const [at, setAt] = useState(0);
  const clock = useClock(reading.value === undefined);
  // Health is read most often, and a close look tells most.
  const close = reading.value?.instances[0];
  const instance = close ?? row.figures ?? row.health;
  const services = instance?.services ?? [];

  useKeys((input, key) => {
    if (key.escape) return leave();
    const next = tabAt(input);
    if (next !== undefined) return show(next);
    if (key.upArrow || key.downArrow)
      return setAt(Math.max(0, Math.min(services.length - 1, at + (key.downArrow ? 1 : -1))));
    const service = services[at]?.service;
    if (service === undefined) return;
    if (key.return) return show("logs", service);
    if (isAction(input)) change(running(fleet.deeds, actions[input], [row.name], service));
  });

  return (
    <DetailFrame {...tab} tab="services" keys={keys}>
      {instance === undefined ? (
        <Text>{reading.problem ?? `Looking at ${row.name} … ${passed(clock - (reading.since ?? clock))}`}</Text>
      ) : (
        <Services
          instance={{ ...instance, services: newest(instance.services, row), notes: row.notes }}
          last={last.value ?? []}
          at={at}
          columns={size.columns}
          room={bodyRows(size, keys, message)}
          now={new Date(clock).toISOString()}
        />
      )}
    </DetailFrame>
  );
}

/** Services with the health that was read last. */
const newest = (services: NonNullable<TabProps["row"]["health"]>["services"], { health }: TabProps["row"]) =>
  services.map((service) => {
    const now = health?.services.find((one) => one.service === service.service)?.health;
    return now === undefined ? service : { ...service, health: now };
  });
