import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Say, whileSaying } from "./progress.ts";

/** Where Temporal publishes its releases. */
export const RELEASES = "https://github.com/temporalio/temporal/releases/download";

/** What to download, from where, into which directory. */
export type Download = { dir: string; say: Say; version: string; releases: string; signal?: AbortSignal };

const CONNECT_DEADLINE_MS = 5_000;
const DOWNLOAD_DEADLINE_MS = 5 * 60_000;
const never = new AbortController().signal;
const run = promisify(execFile);

/** Downloads the official archive and unpacks the server, if its SHA-256 is the published one. */
export async function downloadTemporal({ dir, say, version, releases, signal = never }: Download) {
  const base = `${releases}/v${version}`;
  const name = archiveName(version);
  say(`downloading ${base}/${name}`);
  try {
    const checksums = await text(`${base}/checksums.txt`, signal);
    const archive = await whileSaying(say, "downloading", () => bytes(`${base}/${name}`, signal));
    return await unpack(dir, archive, published(checksums, name));
  } catch (error) {
    signal.throwIfAborted();
    return { problem: `the Temporal server can not be downloaded: ${reason(error)}` };
  }
}

function archiveName(version: string): string {
  const arch = process.arch === "x64" ? "amd64" : process.arch;
  return `temporal_${version}_${process.platform}_${arch}.tar.gz`;
}

function published(checksums: string, name: string): string {
  const line = checksums.split("\n").find((entry) => entry.trim().endsWith(` ${name}`));
  if (!line) throw new Error(`no checksum is published for ${name}`);
  return line.trim().slice(0, 64).toLowerCase();
}

async function unpack(dir: string, archive: Uint8Array, expected: string) {
  const actual = createHash("sha256").update(archive).digest("hex");
  if (actual !== expected) throw new Error(`its SHA-256 is ${actual}, published is ${expected}`);
  const file = join(dir, "archive.tar.gz");
  await writeFile(file, archive);
  await run("tar", ["-xzf", file, "-C", dir, "temporal-server"]);
  await rm(file);
  return { path: join(dir, "temporal-server") };
}

type Get<T> = (url: string, signal: AbortSignal) => Promise<T>;
const text: Get<string> = async (url, signal) => (await get(url, signal)).text();
const bytes: Get<Uint8Array> = async (url, signal) => new Uint8Array(await (await get(url, signal)).arrayBuffer());

// The first bytes must come soon: a machine without a way out should not wait before it builds.
async function get(url: string, stop: AbortSignal): Promise<Response> {
  const connect = new AbortController();
  const timer = setTimeout(() => connect.abort(new Error("no answer within 5 s")), CONNECT_DEADLINE_MS);
  const signal = AbortSignal.any([stop, connect.signal, AbortSignal.timeout(DOWNLOAD_DEADLINE_MS)]);
  const response = await fetch(url, { signal }).finally(() => clearTimeout(timer));
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  return response;
}

function reason(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message} (${cause.message})` : message;
}
