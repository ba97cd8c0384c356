import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, it } from "node:test";
import { defaultPayloadConverter, type Payload } from "@temporalio/common";
import fc from "fast-check";
import { parseKeyring } from "../../kit/keyring.ts";
import { reasonOf } from "../../kit/problem.ts";
import { createCodec } from "./codec.ts";

const key = (id: string) => `${id}:${randomBytes(32).toString("base64")}`;
const [old, next] = [key("old"), key("new")];
const codecOf = (...keys: string[]) => createCodec(parseKeyring(keys.join()));
const payloadOf = (value: unknown): Payload => defaultPayloadConverter.toPayload(value);
const encodedBy = async (codec: ReturnType<typeof codecOf>, value: unknown) => {
  const [payload] = await codec.encode([payloadOf(value)]);
  assert.ok(payload);
  return payload;
};

describe("the payload codec", () => {
  it("gives back what it was given, and shows none of it meanwhile", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 4 }), async (text) => {
        const codec = codecOf(old);
        const payload = await encodedBy(codec, { text });
        assert.ok(!Buffer.from(payload.data ?? []).includes(Buffer.from(text)));
        const [decoded] = await codec.decode([payload]);
        assert.deepEqual(decoded && defaultPayloadConverter.fromPayload(decoded), { text });
      }),
    );
  });

  it("writes with the first key and reads with all", async () => {
    const before = await encodedBy(codecOf(old), "a");
    const rotated = codecOf(next, old);
    assert.equal((await rotated.decode([before])).length, 1);
    const after = await encodedBy(rotated, "a");
    assert.equal(Buffer.from(after.metadata?.["key-id"] ?? []).toString(), "new");
  });

  it("says KEY_UNAVAILABLE, which is retryable, when the key is missing", async () => {
    const payload = await encodedBy(codecOf(old), "a");
    await assert.rejects(codecOf(next).decode([payload]), (error) => reasonOf(error) === "KEY_UNAVAILABLE");
  });

  it("refuses a payload in clear text", async () => {
    await assert.rejects(codecOf(old).decode([payloadOf("a")]), /not encrypted/);
  });

  it("refuses a payload without its key id", async () => {
    const { "key-id": _, ...metadata } = (await encodedBy(codecOf(old), "a")).metadata ?? {};
    await assert.rejects(codecOf(old).decode([{ metadata, data: new Uint8Array(64) }]));
  });

  it("refuses a payload in which any byte was changed", async () => {
    const payload = await encodedBy(codecOf(old), "some text");
    for (let index = 0; index < (payload.data?.length ?? 0); index++) {
      const data = Uint8Array.from(payload.data ?? []);
      data[index] = (data[index] ?? 0) ^ 1;
      await assert.rejects(codecOf(old).decode([{ ...payload, data }]), /changed/);
    }
  });
});
