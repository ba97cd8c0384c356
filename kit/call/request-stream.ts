import type { DescMethod } from "@bufbuild/protobuf";
import { Problem } from "../problem.ts";
import { refusalOf } from "./refusal.ts";

/** The request messages of a streaming call; what is wrong with them is the caller's fault, not the handler's. */
export async function* oneMessage<T>({ methodKind }: DescMethod, messages: AsyncIterable<T>): AsyncGenerator<T> {
  const single = methodKind === "server_streaming";
  let count = 0;
  try {
    for await (const message of messages) {
      if (single && ++count > 1) break;
      yield message;
    }
  } catch (error) {
    throw refusalOf(error);
  }
  if (single && count !== 1) throw new Problem("INVALID_REQUEST");
}
