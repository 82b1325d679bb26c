/** @jsxRuntime automatic */
import { Text } from "ink";
import { bytes, percent, span } from "../../cli/show/figures";
import { visible } from "../../cli/show/fit";
import type { InstanceStatus, ServiceStatus } from "../../operations/status";
import { useGlyphs } from "../screen/looks";
import { bar } from "../show/bar";
import { healthColour } from "../show/states";

export interface ServicesProps {
  readonly instance: InstanceStatus;
  /** Number of the service under the cursor. */
  readonly at: number;
  readonly columns: number;
  /** Lines that it may take. */
  readonly room: number;
  /** ISO 8601. */
  readonly now: string;
}

/** The containers of an instance, with the last words of those that are sick. */
export function Services({ instance, at, columns, room, now }: ServicesProps) {
  const { urls, notes, services, release, postgres } = instance;
  const sick = services.filter(({ lastLog }) => lastLog !== undefined);
  const told = [
    ...Object.entries(urls).flatMap(([page, url]) => (url === undefined ? [] : [`${page.padEnd(7)} ${url}`])),
    `release ${release}, Postgres ${postgres}`,
  ];
  const last = [...sick.map(({ service, lastLog = "" }) => `${service} said: ${visible(lastLog)}`), ...notes];
  const listRoom = Math.max(3, room - told.length - 2 - last.length);
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
      {last.map((line, index) => (
        <Text key={index} color={index < sick.length ? "red" : "yellow"} wrap="truncate-end">
          {line}
        </Text>
      ))}
    </>
  );
}

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
