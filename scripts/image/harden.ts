// Runs as root in the final stage of the Dockerfile, by the image's own Node since a base may have no shell: no program
// there lends its owner's rights, and nobody but root can write anywhere but in /tmp.
import { chmodSync, lstatSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";

const notOfTheImage = new Set(["/dev", "/proc", "/run/image", "/sys", "/tmp"]);

function harden(path: string): void {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink() || notOfTheImage.has(path)) return;
  const taken = stat.isDirectory() ? 0o0002 : 0o6002;
  if (stat.mode & taken) chmodSync(path, stat.mode & ~taken & 0o7777);
  if (stat.isDirectory()) for (const name of readdirSync(path)) harden(join(path, name));
}

mkdirSync("/tmp", { recursive: true });
chmodSync("/tmp", 0o1777);
harden("/");
