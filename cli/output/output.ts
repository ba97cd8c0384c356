import { type DescMessage, type JsonValue, type MessageShape, toJson } from "@bufbuild/protobuf";
import { type Explanation, explain } from "../explain.ts";
import { plain, safeJson, safeJsonLine } from "./plain.ts";

/** Where a command's words go. */
export type Streams = { stdout: NodeJS.WritableStream; stderr: NodeJS.WritableStream };

/** What a command says: its result on standard output, all else on standard error. */
export type Output = {
  json: boolean;
  /** The result: the message as JSON, or the text for people. Its parts named in `without` are left out of the JSON. */
  message<D extends DescMessage>(schema: D, message: MessageShape<D>, text: string, without?: string[]): void;
  /** The result when it is a list: an array in JSON. */
  messages<D extends DescMessage>(schema: D, messages: MessageShape<D>[], text: string): void;
  /** The result when it is no message. */
  value(value: JsonValue, text: string): void;
  /** A line for people that is no result; nothing with --json. */
  note(line: string): void;
};

/** Speaks JSON or to people. */
export function createOutput({ stdout, stderr }: Streams, json: boolean): Output {
  const value = (result: JsonValue, text: string) => void stdout.write(`${json ? safeJson(result) : text}\n`);
  return {
    json,
    message: (schema, message, text, without = []) => value(omit(toJsonValue(schema, message), without), text),
    messages: (schema, list, text) =>
      value(
        list.map((message) => toJsonValue(schema, message)),
        text,
      ),
    value,
    note: (line) => void (json || stderr.write(`${plain(line)}\n`)),
  };
}

/** Tells of an error on standard error, in one line. */
export function writeError({ stderr }: Streams, json: boolean, error: unknown): Explanation {
  const explanation = explain(error);
  const { ending: _, ...told } = explanation;
  stderr.write(`${json ? safeJsonLine({ error: told }) : plain(`flock: ${sentence(explanation)}`)}\n`);
  return explanation;
}

function sentence({ reason, message, fields, retryAfterMs, traceId, ending }: Explanation): string {
  const parts = [
    `${message} (${reason})`,
    ...fields.map(({ field, description }) => `${field} ${description}`),
    retryAfterMs !== undefined ? `wait ${Math.ceil(retryAfterMs / 1000)} s` : "",
    traceId && (ending === "unexpected" || ending === "later") ? `trace id ${traceId}` : "",
  ];
  return parts.filter(Boolean).join("; ");
}

function toJsonValue<D extends DescMessage>(schema: D, message: MessageShape<D>): JsonValue {
  return toJson(schema, message, { alwaysEmitImplicit: true });
}

function omit(value: JsonValue, names: string[]): JsonValue {
  return Object.fromEntries(Object.entries(value as object).filter(([name]) => !names.includes(name)));
}
