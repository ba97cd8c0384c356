import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { globSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, describe, it } from "node:test";

const sources = [
  "auth-service/main.ts",
  "auth-service/passwords/common-passwords.txt",
  "cli/flock.js",
  "drizzle/auth/0001_users.sql",
  "drizzle/main.ts",
];
const others = [
  "auth-service/main.sql",
  "auth-service/tls.key",
  "cli/other.js",
  "drizzle/0001_users.sql",
  "drizzle/auth/0001_users.sql.bak",
  "drizzle/auth/1_users.sql",
  "drizzle/auth/dump.sql",
  "drizzle/backup/2026/0001_all.sql",
  "drizzle/backup/2026/all.sql",
];

describe("the sources of the image", () => {
  const dir = mkdtempSync(join(tmpdir(), "flock-sources-"));
  after(() => rmSync(dir, { recursive: true }));

  it("are code and migrations: no dump beside them, no link, no pipe, and no folder that held only such", () => {
    for (const path of [...sources, ...others]) {
      mkdirSync(join(dir, dirname(path)), { recursive: true });
      writeFileSync(join(dir, path), "");
    }
    symlinkSync("0001_users.sql", join(dir, "drizzle/auth/0002_link.sql"));
    symlinkSync("main.ts", join(dir, "auth-service/link.ts"));
    execFileSync("sh", ["-c", "mkfifo drizzle/auth/0003_pipe.sql cli/pipe.ts"], { cwd: dir });
    const script = join(import.meta.dirname, "keep-sources.sh");
    execFileSync("sh", [script, "auth-service", "cli", "drizzle"], { cwd: dir });
    const folders = ["auth-service", "auth-service/passwords", "cli", "drizzle", "drizzle/auth"];
    assert.deepEqual(globSync("**/*", { cwd: dir }).sort(), [...folders, ...sources].sort());
  });
});
