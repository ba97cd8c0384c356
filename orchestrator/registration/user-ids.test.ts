import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { validate, version } from "uuid";
import { parseKeyring } from "../../kit/keyring.ts";
import { createUserIds } from "./user-ids.ts";

const entry = (id: string, byte: number) => `${id}:${Buffer.alloc(32, byte).toString("base64")}`;
const idsUnder = (...entries: string[]) => createUserIds(parseKeyring(entries.join(",")));
const [old, young] = [entry("old", 1), entry("young", 2)];

describe("the user id that is made of an address", () => {
  const ids = idsUnder(old);

  it("is a UUID of version 8, the same at every time", () => {
    fc.assert(
      fc.property(fc.emailAddress(), (email) => {
        const [id = ""] = ids(email);
        assert.ok(validate(id) && version(id) === 8 && id === id.toLowerCase());
        assert.deepEqual(idsUnder(old)(email), [id]);
      }),
    );
  });

  it("does not depend on surrounding spaces and letter case, and on everything else", () => {
    assert.deepEqual(ids(" Ada@Example.COM\n"), ids("ada@example.com"));
    fc.assert(
      fc.property(fc.uniqueArray(fc.emailAddress(), { minLength: 2, maxLength: 2 }), ([one = "", other = ""]) => {
        fc.pre(one.toLowerCase() !== other.toLowerCase());
        assert.notDeepEqual(ids(one), ids(other));
      }),
    );
  });

  it("can not be made without the key, and survives a new one", () => {
    const [mine, theirs] = [ids("ada@example.com"), idsUnder(entry("old", 3))("ada@example.com")];
    assert.notDeepEqual(mine, theirs);
    const [newest, former] = idsUnder(young, old)("ada@example.com");
    assert.deepEqual([newest, former], [...idsUnder(young)("ada@example.com"), ...mine]);
  });
});
