import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Plan } from "./plan.ts";
import { isAlive } from "./process-entry.ts";
import { type Service, services } from "./stack-ports.ts";
import { isReady, logFileOf } from "./stack-service.ts";

const POLL_MS = 300;
const TOLD_MS = 100;
const LINES = 10;

/**
 * Says when a part of a running stack ends, with its last words and how to start it again, and when it is back. Starts
 * nothing by itself: a crash should be seen. The answer ends the watch.
 */
export function watchStack(plan: Plan, make: string): () => void {
  const running = new Set(Object.keys(plan.book.entries()).filter((name) => name !== "make up"));
  const down = new Set<string>();
  const look = async () => {
    const entries = plan.book.entries();
    const alive = (name: string) => !!entries[name] && isAlive(entries[name]);
    const ended = [...running].filter((name) => !down.has(name) && !alive(name));
    const started = [...down].filter(alive);
    for (const name of ended) down.add(name);
    // The system's list of processes knows of an end a moment before we are told how it came.
    if (ended.length > 0) await sleep(TOLD_MS);
    for (const name of ended) plan.say(obituary(plan, name, make, !!entries[name]));
    for (const name of started) if (await answers(plan, name)) back(name);
  };
  // The looks overlap while a service is slow to answer: it comes back once all the same.
  const back = (name: string) => {
    if (down.delete(name)) plan.say(`${name} is back`);
  };
  const timer = setInterval(look, POLL_MS);
  return () => clearInterval(timer);
}

function obituary(plan: Plan, name: string, make: string, unexpected: boolean): string {
  const again = isService(name) ? `${make} ${name}` : `${make} down, then ${make} up`;
  if (!unexpected) return `${name} was stopped; start it again with: ${again}`;
  const exit = plan.exits.get(name);
  const how = exit ? `: ${exit.signal ?? `code ${exit.code}`}` : "";
  const lines = readFileSync(logFileOf(plan.dir, name), "utf8").trimEnd().split("\n").slice(-LINES);
  const log = lines.map((line) => `    ${line}`).join("\n");
  return `${name} has ended${how}; its last log lines:\n${log}\n  start it again with: ${again}`;
}

async function answers({ ports }: Plan, name: string): Promise<boolean> {
  return isService(name) ? await isReady(ports.services[name].admin) : true;
}

const isService = (name: string): name is Service => services.some((service) => service === name);
