import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { flag, list, parseEnv, port, text, url } from "./env.ts";

test("an absent or empty variable takes its default", () => {
  const schema = z.object({ PORT: port(8080), STRICT: flag(true), MODE: text("all"), ORIGINS: list() });
  assert.deepEqual(parseEnv(schema, { PORT: "", STRICT: undefined }), {
    PORT: 8080,
    STRICT: true,
    MODE: "all",
    ORIGINS: [],
  });
});

test("values are parsed to their types", () => {
  const schema = z.object({ PORT: port(1), STRICT: flag(true), AUTH_URL: url(), ORIGINS: list() });
  const env = {
    PORT: "0",
    STRICT: "false",
    AUTH_URL: "https://auth.example/",
    ORIGINS: " https://a.example, ,https://b.example",
  };
  assert.deepEqual(parseEnv(schema, env), {
    PORT: 0,
    STRICT: false,
    AUTH_URL: "https://auth.example",
    ORIGINS: ["https://a.example", "https://b.example"],
  });
});
