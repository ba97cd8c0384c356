// Refuses contracts that break a client of the newest release.
import { spawnSync } from "node:child_process";
import { newestRelease } from "./releases.ts";

const release = newestRelease();
if (release) {
  const against = `${release.dir}/api.binpb`;
  process.stdout.write(`contracts: compared with release ${release.version}\n`);
  process.exitCode = spawnSync("buf", ["breaking", "proto", "--against", against], { stdio: "inherit" }).status ?? 1;
} else {
  process.stdout.write("contracts: nothing to compare with before the first release\n");
}
