/** @jsxRuntime automatic */
import { Text } from "ink";
import { bytes, percent, span } from "../../cli/show/figures";
import { visible } from "../../cli/show/fit";
import type { InstanceStatus, ServiceStatus } from "../../operations/status";
import { useGlyphs } from "../screen/looks";
import { bar } from "../show/bar";
import { healthColour } from "../show/states";
import type { ShownLine } from "./logLines";

export interface ServicesProps {
  readonly instance: InstanceStatus;
  /** The last lines of those that are sick. */
  readonly last: readonly ShownLine[];
  /** Number of the service under the cursor. */
  readonly at: number;
  readonly columns: number;
  /** Lines that it may take. */
  readonly room: number;
  /** ISO 8601. */
  readonly now: string;
}

/** The containers of an instance, with the last words of those that are sick. */
export function Services({ instance, last, at, columns, room, now }: ServicesProps) {
  const { urls, notes, services, release, postgres } = instance;
  const told = [
    ...Object.entries(urls).flatMap(([page, url]) => (url === undefined ? [] : [`${page.padEnd(7)} ${url}`])),
    `release ${release}, Postgres ${postgres}`,
  ];
  const said = last.length > 0 ? last.map(({ service, at: moment, text }) => `${moment.slice(11, 19)} ${service} ${text}`) : lastWords(services); // prettier-ignore
  const most = Math.max(0, room - told.length - 2 - Math.min(4, services.length));
  const below = [...notes.slice(0, most), ...said.slice(-Math.max(0, most - notes.length))].slice(0, most);
  const listRoom = Math.max(1, room - told.length - 2 - below.length);
  const from = Math.max(0, Math.min(at - listRoom + 1, services.length - listRoom));
  const width = columns < 84 ? 0 : Math.min(24, columns - 78);
  return (
    <>
      {told.map((line) => (
        <Text key={line} wrap="truncate-end">
          {line}
        </Text>
      ))}
      <Text> </Text>
      <Text bold wrap="truncate-end">
        {`  ${"SERVICE".padEnd(10)}${"HEALTH".padEnd(11)}${"CPU".padStart(8)}  ${width === 0 ? "" : "".padEnd(width + 1)}`}
        {`${"MEMORY".padStart(9)}${"LIMIT".padStart(10)}${"RESTARTS".padStart(10)}${"UP".padStart(12)}`}
      </Text>
      {services.slice(from, from + listRoom).map((service, index) => (
        <Service key={service.service} service={service} isCurrent={from + index === at} width={width} now={now} />
      ))}
      {below.map((line, index) => (
        <Text key={index} color={index < notes.length ? "yellow" : "red"} wrap="truncate-end">
          {line}
        </Text>
      ))}
    </>
  );
}

const lastWords = (services: readonly ServiceStatus[]) =>
  services.flatMap(({ service, lastLog }) => (lastLog === undefined ? [] : [`${service} said: ${visible(lastLog)}`]));

interface LineProps {
  readonly service: ServiceStatus;
  readonly isCurrent: boolean;
  /** Columns of a bar; none at 0. */
  readonly width: number;
  readonly now: string;
}

function Service({ service: { service, health, usage, restarts, startedAt }, isCurrent, width, now }: LineProps) {
  const glyphs = useGlyphs();
  const { cpu, memory, memoryLimit } = usage;
  const share = memory === undefined || !memoryLimit ? undefined : memory / memoryLimit;
  const up = startedAt === undefined || health === "stopped" || health === "restarting" ? "-" : span(startedAt, now);
  return (
    <Text inverse={isCurrent} wrap="truncate-end">
      {`${isCurrent ? glyphs.cursor : " "} ${service.padEnd(10)}`}
      <Text color={healthColour(health)}>{health.padEnd(11)}</Text>
      {`${percent(cpu).padStart(8)}  ${width === 0 ? "" : `${bar(share, width, glyphs)} `}${bytes(memory).padStart(9)}${bytes(memoryLimit).padStart(10)}`}
      {(restarts === undefined ? "-" : String(restarts)).padStart(10)}
      {up.padStart(12)}
    </Text>
  );
}
