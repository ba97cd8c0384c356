// `make release VERSION=x`: records what this version promises, for later versions to be judged against.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { recordHistories } from "./record-histories.ts";
import { refusal } from "./release-rules.ts";

const root = join(import.meta.dirname, "..");
const run = (command: string, ...args: string[]) => execFileSync(command, args, { cwd: root, encoding: "utf8" }).trim();

const version = process.argv[2] ?? "";
const target = join(root, "releases", version);
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
const refused = refusal({
  version,
  manifestVersion: manifest.version,
  exists: existsSync(target),
  changes: run("git", "status", "--porcelain"),
});

if (refused) {
  process.stderr.write(`${refused}\n`);
  process.exitCode = 1;
} else {
  await record();
  process.stdout.write(`releases/${version} is recorded: commit it, and tag that commit v${version}\n`);
}

// Under another name until it is whole: half a release would be taken for one.
async function record(): Promise<void> {
  const partial = `${target}.partial`;
  try {
    mkdirSync(join(partial, "histories"), { recursive: true });
    writeFileSync(join(partial, "commit"), `${run("git", "rev-parse", "HEAD")}\n`);
    run("buf", "build", "proto", "--exclude-source-info", "-o", join(partial, "api.binpb"));
    await recordHistories(join(partial, "histories"));
    renameSync(partial, target);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}
