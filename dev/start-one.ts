// `make auth-service` and the like: starts one process again, as `make up` would, while the rest runs.
import { existsSync, readFileSync } from "node:fs";
import { follow } from "./follow.ts";
import { variablesFile } from "./plan.ts";
import { isAlive } from "./process-entry.ts";
import { runBook } from "./run-book.ts";
import type { Variables } from "./service-env.ts";
import { type Settings, settingsOrExit } from "./settings.ts";
import { type Service, services } from "./stack-ports.ts";
import { logFileOf, startService } from "./stack-service.ts";
import { onStop } from "./stop-signals.ts";
import { stopPart } from "./stop-stack.ts";

const say = (line: string) => void process.stdout.write(`${line}\n`);
const service = services.find((name) => name === process.argv[2]);
if (!service) throw new Error(`usage: node dev/start-one.ts ${services.join("|")}`);
process.exitCode = await startOne(service, settingsOrExit(process.env));

async function startOne(service: Service, { dir, make }: Settings): Promise<number> {
  const [book, file] = [runBook(dir), variablesFile(dir, service)];
  const running = book.entries()[service];
  if (!existsSync(file)) return refuse(`there is no stack yet: ${make} up starts one`);
  if (running && isAlive(running)) return refuse(`${service} runs already (pid ${running.pid})`);
  const variables = JSON.parse(readFileSync(file, "utf8")) as Variables;
  const unfollow = follow(logFileOf(dir, service), say);
  const child = await startService({ dir, service, base: process.env, variables, book });
  say(`${service} runs as pid ${child.pid}; Ctrl-C stops it`);
  onStop({ first: () => void stopPart(book, service, say), second: () => void child.kill() });
  const { code } = await child.exited;
  unfollow();
  return code ?? 1;
}

function refuse(reason: string): number {
  say(reason);
  return 1;
}
