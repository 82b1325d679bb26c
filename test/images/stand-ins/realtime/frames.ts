import { isObject, listOf, objectOf, parseJson, textOf } from "../common/json.ts";

/** A message in either direction. Topics carry the prefix `realtime:`. */
export interface Message {
  readonly joinRef: string | null;
  readonly ref: string | null;
  readonly topic: string;
  readonly event: string;
  readonly payload: unknown;
}

/** Two notations of the same messages: objects, and arrays that also know binary broadcasts. */
export type Version = "1.0.0" | "2.0.0";

/** A broadcast that came in as bytes; they are passed on untouched. */
export interface BinaryBroadcast {
  readonly userEvent: string;
  readonly isJson: boolean;
  readonly bytes: Buffer;
}

export function isBinaryBroadcast(payload: unknown): payload is BinaryBroadcast {
  return isObject(payload) && payload["bytes"] instanceof Buffer;
}

export function readText(version: Version, text: string): Message | undefined {
  const parsed = parseJson(text);
  if (version === "2.0.0") {
    const [joinRef, ref, topic, event, payload] = listOf(parsed);
    return message(joinRef, ref, topic, event, payload);
  }
  const { join_ref: joinRef, ref, topic, event, payload } = objectOf(parsed);
  return message(joinRef, ref, topic, event, payload);
}

function message(
  joinRef: unknown,
  ref: unknown,
  topic: unknown,
  event: unknown,
  payload: unknown,
): Message | undefined {
  if (typeof topic !== "string" || typeof event !== "string") return undefined;
  return { joinRef: refOf(joinRef), ref: refOf(ref), topic, event, payload: payload ?? {} };
}

function refOf(ref: unknown): string | null {
  return typeof ref === "number" ? String(ref) : textOf(ref) || null;
}

const push = 3;
const delivery = 4;

/**
 * A client's broadcast: kind, five lengths, encoding (1 = JSON), then join reference, reference, topic, event, metadata
 * and the user's bytes.
 */
export function readBinary(frame: Buffer): Message | undefined {
  if (frame.length < 7 || frame[0] !== push) return undefined;
  let at = 7;
  const next = (index: number) => {
    const length = frame[index] ?? 0;
    at += length;
    return frame.toString("utf8", at - length, at);
  };
  const [joinRef, ref, topic, userEvent] = [next(1), next(2), next(3), next(4)];
  next(5);
  const payload: BinaryBroadcast = { userEvent, isJson: frame[6] === 1, bytes: frame.subarray(at) };
  return { joinRef: joinRef || null, ref: ref || null, topic, event: "broadcast", payload };
}

/** A message for one receiver; undefined when its notation has no words for it. */
export function write(version: Version, { joinRef, ref, topic, event, payload }: Message): string | Buffer | undefined {
  if (!isBinaryBroadcast(payload)) return writeText(version, { joinRef, ref, topic, event, payload });
  if (version === "2.0.0") return writeBinary(topic, payload);
  if (!payload.isJson) return undefined;
  return writeText(version, {
    joinRef,
    ref,
    topic,
    event,
    payload: { type: "broadcast", event: payload.userEvent, payload: parseJson(payload.bytes.toString("utf8")) },
  });
}

function writeText(version: Version, { joinRef, ref, topic, event, payload }: Message): string {
  return JSON.stringify(
    version === "2.0.0" ? [joinRef, ref, topic, event, payload] : { topic, event, payload, ref, join_ref: joinRef },
  );
}

/** What receivers get: kind, lengths of topic, event and metadata, encoding, then topic, event and the user's bytes. */
function writeBinary(topic: string, { userEvent, isJson, bytes }: BinaryBroadcast): Buffer {
  const [topicBytes, eventBytes] = [Buffer.from(topic), Buffer.from(userEvent)];
  return Buffer.concat([
    Buffer.from([delivery, topicBytes.length, eventBytes.length, 0, isJson ? 1 : 0]),
    topicBytes,
    eventBytes,
    bytes,
  ]);
}
