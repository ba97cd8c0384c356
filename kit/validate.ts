import { create, type DescMessage, type Message } from "@bufbuild/protobuf";
import { pathToString } from "@bufbuild/protobuf/reflect";
import { createValidator } from "@bufbuild/protovalidate";
import type { Interceptor } from "@connectrpc/connect";
import { malformedText } from "./call/well-formed.ts";
import { Problem } from "./problem.ts";

const validator = createValidator();

/** Checks every request message: its text is well-formed Unicode, and it keeps the rules of its proto file. */
export const validateRequests: Interceptor = (next) => (request) => {
  if (request.stream) return next({ ...request, message: checked(request.method.input, request.message) });
  check(request.method.input, request.message);
  return next(request);
};

/** Throws INVALID_REQUEST with one field violation per broken rule. Never quotes a value. */
export function check(schema: DescMessage, message: Message): void {
  const malformed = malformedText(schema, message);
  if (malformed) throw new Problem("INVALID_REQUEST", { fields: [malformed] });
  const { kind, error, violations } = validator.validate(schema, message);
  if (kind === "error") throw error;
  if (kind === "invalid") throw new Problem("INVALID_REQUEST", { fields: violations.map(toField) });
}

/** Compiles the rules of the messages now (some 80 ms in all), so that the first caller does not wait for it. */
export function warmUp(schemas: Iterable<DescMessage>): void {
  for (const schema of schemas) validator.validate(schema, create(schema));
}

const toField = ({
  field,
  message,
  ruleId,
}: {
  field: Parameters<typeof pathToString>[0];
  message: string;
  ruleId: string;
}) => ({
  field: pathToString(field),
  description: (message || ruleId).replace(/\b1 characters\b/, "1 character"),
});

async function* checked<M extends Message>(schema: DescMessage, messages: AsyncIterable<M>): AsyncGenerator<M> {
  for await (const message of messages) {
    check(schema, message);
    yield message;
  }
}
