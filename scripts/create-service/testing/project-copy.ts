import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, globSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { whenGone } from "../../../test/guard.ts";

const root = join(import.meta.dirname, "../../..");

/** How a command ended, and all that it printed. */
export type Ended = { code: number | null; printed: string };

/** A command that runs. */
export type Running = {
  printed(): string;
  /** Waits until it has printed something like this. */
  prints(pattern: RegExp): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  ended: Promise<Ended>;
};

/** The project as a repository of its own, with the same packages, and a local stack beside those of others. */
export type ProjectCopy = {
  /** Runs a line of shell in it. */
  start(line: string): Running;
  run(line: string): Promise<Ended>;
  read(path: string): string;
  write(path: string, text: string): void;
  /** Whether something matches. */
  exists(pattern: string): boolean;
  /** Every file that git does not ignore, and every change since it was copied. */
  state(): Promise<string>;
  close(): Promise<void>;
};

/** Copies the files of the project that git knows or would take, and commits them. `offset` moves all ports of its stack. */
export async function copyProject(offset: number): Promise<ProjectCopy> {
  const dir = mkdtempSync(join(tmpdir(), "flock-copy-"));
  const stack = join(dir, ".flock");
  const down = 'cd "$1" && FLOCK_DIR="$2" "$3" dev/down.ts; rm -rf "$1"';
  const close = whenGone(down, [dir, stack, process.execPath]);
  const git = (...args: string[]) => spawnSync("git", args, { cwd: root, encoding: "utf8", maxBuffer: 1e8 }).stdout;
  const paths = git("ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0");
  for (const path of paths.filter((each) => each && existsSync(join(root, each))))
    cpSync(join(root, path), join(dir, path), { preserveTimestamps: true, verbatimSymlinks: true });
  symlinkSync(join(root, "node_modules"), join(dir, "node_modules"));
  const env = { ...surroundings(), FLOCK_DIR: stack, PORT_OFFSET: String(offset), BCRYPT_COST: "4" };
  const start = (line: string) => running(line, dir, env);
  const run = async (line: string) => await start(line).ended;
  await run("git init -q && git add --all && git -c user.name=a -c user.email=a@example.com commit -q -m copy");
  return {
    start,
    run,
    read: (path) => readFileSync(join(dir, path), "utf8"),
    write: (path, text) => writeFileSync(join(dir, path), text),
    exists: (pattern) => globSync(pattern, { cwd: dir }).length > 0,
    state: async () => (await run("git status --porcelain; git ls-files --cached --others --exclude-standard")).printed,
    close,
  };
}

// The servers of this run have no databases for a service that did not exist, and a test of a test is one of its own.
function surroundings(): NodeJS.ProcessEnv {
  const { FLOCK_TEST_POSTGRES, NODE_TEST_CONTEXT, ...env } = process.env;
  const path = `${join(root, "node_modules/.bin")}:${env.PATH}`;
  return { ...env, PATH: path, MAKEFLAGS: "-o node_modules/.installed" };
}

function running(line: string, cwd: string, env: NodeJS.ProcessEnv): Running {
  const child = spawn("bash", ["-c", line], { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  let text = "";
  const { promise, resolve } = Promise.withResolvers<Ended>();
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      text += chunk;
      for (const wake of waiting) wake();
    });
  child.on("close", (code) => resolve({ code, printed: text }));
  const prints = (pattern: RegExp) =>
    new Promise<void>((found, lost) => {
      const look = () => pattern.test(text) && found();
      waiting.add(look);
      look();
      promise.then(() => lost(new Error(`it ended without ${pattern}:\n${text}`)));
    });
  // The whole group, as a terminal does it.
  const kill = (signal: NodeJS.Signals) => void process.kill(-(child.pid ?? 0), signal);
  return { printed: () => text, prints, kill, ended: promise };
}
