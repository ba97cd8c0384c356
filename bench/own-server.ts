import { spawn } from "node:child_process";
import { once } from "node:events";

/** A server in a process of its own. */
export type OwnServer = { url: string; pid: number };

/** A program that listens on 127.0.0.1 and prints its port, and all the variables that it gets. */
export type Program = { file: string; args?: string[]; env?: Record<string, string> };

/** Runs something beside a server, which ends with it. Fails when the server ends before. */
export async function withServer<T>(program: Program, run: (server: OwnServer) => Promise<T>): Promise<T> {
  const { file, args = [], env = {} } = program;
  const child = spawn(process.execPath, [file, ...args], { stdio: ["ignore", "pipe", "inherit"], env });
  const gone = once(child, "exit");
  try {
    const early = gone.then(() => Promise.reject(new Error(`${file} ended by itself`)));
    const [port] = (await Promise.race([once(child.stdout, "data"), early])) as [Buffer];
    return await run({ url: `http://127.0.0.1:${String(port).trim()}`, pid: child.pid as number });
  } finally {
    child.kill();
    await gone;
  }
}
