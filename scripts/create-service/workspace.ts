import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Run } from "./run.ts";

/** A file that the work has added, changed or deleted. */
export type Change = { path: string; kind: "added" | "changed" | "deleted" };

/** A copy of the project in which everything is done first. git keeps what it was made of, to tell what has changed. */
export type Workspace = {
  dir: string;
  read(path: string): string;
  exists(path: string): boolean;
  write(path: string, text: string): void;
  /** Deletes a file or a folder. Absent is fine. */
  remove(path: string): void;
  /** What differs from the project, by path. */
  changes(): Promise<Change[]>;
  /** The same as a text for people. */
  diff(): Promise<string>;
  close(): void;
};

/** Copies the files of the project that git knows or would take, changed ones as they are. */
export async function openWorkspace(root: string, run: Run): Promise<Workspace> {
  const dir = mkdtempSync(join(tmpdir(), "flock-create-"));
  const close = () => rmSync(dir, { recursive: true, force: true });
  try {
    await copyProject(root, dir, run);
  } catch (error) {
    close();
    throw error;
  }
  return { dir, ...filesOf(dir), ...comparison(dir, run), close };
}

async function copyProject(root: string, dir: string, run: Run): Promise<void> {
  const list = await run("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], root);
  for (const path of list.split("\0").filter((each) => each && existsSync(join(root, each))))
    cpSync(join(root, path), join(dir, path), { preserveTimestamps: true, verbatimSymlinks: true });
  symlinkSync(join(root, "node_modules"), join(dir, "node_modules"));
  await run("git", ["init", "--quiet"], dir);
  writeFileSync(join(dir, ".git/info/exclude"), "/node_modules\n");
  await run("git", ["add", "--all"], dir);
}

function filesOf(dir: string): Pick<Workspace, "read" | "exists" | "write" | "remove"> {
  const at = (path: string) => join(dir, path);
  return {
    read: (path) => readFileSync(at(path), "utf8"),
    exists: (path) => existsSync(at(path)),
    write: (path, text) => {
      mkdirSync(dirname(at(path)), { recursive: true });
      writeFileSync(at(path), text);
    },
    remove: (path) => rmSync(at(path), { recursive: true, force: true }),
  };
}

function comparison(dir: string, run: Run): Pick<Workspace, "changes" | "diff"> {
  const kinds: Record<string, Change["kind"]> = { A: "added", D: "deleted" };
  // New files count as soon as git is told that they are there.
  const compare = async (...options: string[]) => {
    await run("git", ["add", "--ignore-removal", "--intent-to-add", "."], dir);
    return await run("git", ["diff", "--no-color", "--no-ext-diff", "--no-renames", ...options], dir);
  };
  return {
    changes: async () => {
      const rows = (await compare("--name-status")).split("\n").filter(Boolean);
      return rows.map((row) => ({ kind: kinds[row.charAt(0)] ?? "changed", path: row.slice(2) }));
    },
    diff: () => compare(),
  };
}
