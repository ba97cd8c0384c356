/** One line of a file as its bytes. */
export type Line = {
  /** Counted from 1. */
  number: number;
  /** Without the line feed; undefined when the line is too long. */
  bytes: Buffer | undefined;
  /** Where the next line begins, in bytes of the file. */
  end: number;
  /** False for a last line without a line feed. */
  isWhole: boolean;
};

const LINE_FEED = 0x0a;

/** Cuts a stream of bytes into lines. Holds one chunk and one line of at most `maxBytes` at a time. */
export async function* linesOf(chunks: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Line> {
  const pending = createPending(maxBytes);
  let number = 0;
  let end = 0;
  for await (const chunk of chunks) {
    let from = 0;
    for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, from)) {
      pending.add(chunk.subarray(from, at));
      end += at + 1 - from;
      from = at + 1;
      yield { number: ++number, bytes: pending.take(), end, isWhole: true };
    }
    pending.add(chunk.subarray(from));
    end += chunk.length - from;
  }
  if (!pending.isEmpty()) yield { number: ++number, bytes: pending.take(), end, isWhole: false };
}

/** The text of a line, or undefined when it is too long or not UTF-8. A byte order mark is left out. */
export function textOf({ bytes }: Line): string | undefined {
  try {
    return bytes && new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function createPending(maxBytes: number) {
  let parts: Buffer[] = [];
  let length = 0;
  const add = (part: Buffer) => {
    length += part.length;
    parts = length > maxBytes ? [] : [...parts, part];
  };
  const take = () => {
    const bytes = length > maxBytes ? undefined : Buffer.concat(parts);
    parts = [];
    length = 0;
    return bytes;
  };
  return { add, take, isEmpty: () => length === 0 };
}
