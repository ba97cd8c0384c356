import { readdir, readFile, readlink } from "node:fs/promises";
import { isFree } from "./free-ports.ts";

const LISTENING = "0A";

/** One sentence for every port that is taken: which, for what we need it and, where the system tells, by whom. */
export async function takenPorts(wanted: { name: string; port: number }[]): Promise<string[]> {
  const free = await Promise.all(wanted.map(({ port }) => isFree(port)));
  const taken = wanted.filter((_, index) => !free[index]);
  return await Promise.all(taken.map(async ({ name, port }) => `port ${port} (${name}) is taken${await holder(port)}`));
}

async function holder(port: number): Promise<string> {
  if (process.platform !== "linux") return "";
  const sockets = await listeningSockets(port);
  const pid = await ownerOf(sockets);
  return pid ? ` by pid ${pid} (${await commandOf(pid)})` : " by a process of another user";
}

async function listeningSockets(port: number): Promise<Set<string>> {
  const tables = await Promise.all(
    ["/proc/net/tcp", "/proc/net/tcp6"].map((file) => readFile(file, "utf8").catch(none)),
  );
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  const rows = tables.flatMap((table) => table.split("\n").map((line) => line.trim().split(/\s+/)));
  const ours = rows.filter((row) => row[1]?.endsWith(`:${hex}`) && row[3] === LISTENING);
  return new Set(ours.map((row) => `socket:[${row[9]}]`));
}

async function ownerOf(sockets: Set<string>): Promise<string | undefined> {
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const handles = await readdir(`/proc/${pid}/fd`).catch(() => []);
    const links = await Promise.all(handles.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(none)));
    if (links.some((link) => sockets.has(link))) return pid;
  }
  return undefined;
}

async function commandOf(pid: string): Promise<string> {
  const line = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(none);
  return line.split("\0").join(" ").trim().slice(0, 80);
}

const none = () => "";
