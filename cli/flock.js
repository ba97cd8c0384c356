#!/usr/bin/env node
// Plain JavaScript, so that an older Node, which can not read TypeScript, still says what is wrong.
if (process.versions.node.startsWith("24.")) {
  await import("./main.ts");
} else {
  process.stderr.write(
    `flock needs Node 24, and this is Node ${process.versions.node}: run it as "npx flock" in Flock's folder\n`,
  );
  process.exitCode = 1;
}
