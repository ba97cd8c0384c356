import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { flag, list, parseEnv, port, text, url } from "./env.ts";
import { origins } from "./fields.ts";

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

test("origins are what browsers send: a scheme and a host, nothing behind it", () => {
  const schema = z.object({ ORIGINS: origins() });
  const good = "https://app.example,http://localhost:8000";
  assert.deepEqual(parseEnv(schema, { ORIGINS: good }).ORIGINS, good.split(","));
  for (const bad of ["foo", "https://app.example/", "https://app.example/path", "*"]) {
    assert.throws(() => parseEnv(schema, { ORIGINS: bad }), /ORIGINS: must hold origins/);
  }
});
