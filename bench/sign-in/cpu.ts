import { readdirSync, readFileSync } from "node:fs";

/**
 * Milliseconds of CPU that a node process has used so far: libuv's threads, where hashes and signatures are made, apart from
 * all the others. Exact to the nanosecond, unlike what cpu.ts reads; threads that have ended are not in it.
 */
export type ThreadsCpu = { poolMs: number; restMs: number };

/** Reads it. Throws when the process has ended, or its kernel keeps no such account. */
export function readThreadsCpu(pid: number): ThreadsCpu {
  const folder = `/proc/${pid}/task`;
  const threads = readdirSync(folder).map((id) => threadCpu(`${folder}/${id}`));
  const sum = (inPool: boolean) =>
    threads.filter((thread) => thread.inPool === inPool).reduce((total, { ms }) => total + ms, 0);
  return { poolMs: sum(true), restMs: sum(false) };
}

function threadCpu(thread: string) {
  const [nanoseconds] = readFileSync(`${thread}/schedstat`, "utf8").split(" ");
  return { inPool: readFileSync(`${thread}/comm`, "utf8").trim() === "libuv-worker", ms: Number(nanoseconds) / 1e6 };
}
