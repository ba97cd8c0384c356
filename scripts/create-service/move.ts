import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { Change } from "./workspace.ts";

/**
 * Makes the changes of the copy in the project. Nothing else runs meanwhile, not even a signal's handler; when a file can
 * not be written, the earlier ones are put back.
 */
export function moveChanges(changes: Change[], from: string, to: string): void {
  const before = changes.map(({ path }) => ({ path, content: contentOf(join(to, path)) }));
  try {
    for (const change of changes) moveOne(change, from, to);
  } catch (error) {
    for (const { path, content } of before) putBack(to, path, content);
    throw error;
  }
}

function moveOne({ path, kind }: Change, from: string, to: string): void {
  if (kind === "deleted") removeFile(to, path);
  else {
    mkdirSync(dirname(join(to, path)), { recursive: true });
    copyFileSync(join(from, path), join(to, path));
  }
}

function putBack(root: string, path: string, content: Buffer | undefined): void {
  if (content === undefined) removeFile(root, path);
  else {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

const contentOf = (file: string) => (existsSync(file) ? readFileSync(file) : undefined);

/** Deletes a file, and the folders that are empty without it. */
function removeFile(root: string, path: string): void {
  rmSync(join(root, path), { force: true });
  for (let folder = dirname(path); folder !== "." && isEmpty(join(root, folder)); folder = dirname(folder))
    rmdirSync(join(root, folder));
}

const isEmpty = (folder: string) => existsSync(folder) && readdirSync(folder).length === 0;
