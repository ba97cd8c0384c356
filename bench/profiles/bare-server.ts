import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("./bare/main.ts", import.meta.url));

/** Runs something beside a bare node:http server, in a process of its own. */
export async function withBareServer<T>(run: (server: { url: string; pid: number }) => Promise<T>): Promise<T> {
  const child = spawn(process.execPath, [program], { stdio: ["ignore", "pipe", "inherit"], env: {} });
  const gone = once(child, "exit");
  try {
    const early = gone.then(() => Promise.reject(new Error("the bare server ended by itself")));
    const [port] = (await Promise.race([once(child.stdout, "data"), early])) as [Buffer];
    return await run({ url: `http://127.0.0.1:${String(port).trim()}`, pid: child.pid as number });
  } finally {
    child.kill();
    await gone;
  }
}
