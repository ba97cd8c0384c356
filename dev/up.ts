// `make up`: runs everything on this machine until it is told to stop.
import { externalServers } from "./external.ts";
import { follow, isWarning } from "./follow.ts";
import { takenPorts } from "./port-holders.ts";
import { entryOf, isAlive } from "./process-entry.ts";
import { type Say, since } from "./progress.ts";
import { withoutRepetitions } from "./repetitions.ts";
import { runBook, UP } from "./run-book.ts";
import { type Settings, settingsOrExit } from "./settings.ts";
import { type Stack, startStack } from "./stack.ts";
import { namedPorts, services } from "./stack-ports.ts";
import { logFileOf } from "./stack-service.ts";
import { onStop } from "./stop-signals.ts";
import { killStack, stopStack } from "./stop-stack.ts";
import { watchStack } from "./watch.ts";
import { welcome } from "./welcome.ts";

const STOP_DEADLINE_MS = 120_000;
const start = Date.now();
const say: Say = (line) => void process.stdout.write(`[${since(start).padStart(7)}] ${line}\n`);
await up(settingsOrExit(process.env)).catch((error: Error) => {
  say(error.message);
  process.exitCode = 1;
});

async function up(settings: Settings): Promise<void> {
  const book = runBook(settings.dir);
  await clearTheWay(settings);
  const stopping = new AbortController();
  const signals = onStop({ first: () => stopping.abort(new Error("stopped")), second: () => killStack(book) });
  say(`starting; everything is kept in ${settings.shownDir}`);
  book.note(UP, entryOf(process.pid, "SIGTERM", STOP_DEADLINE_MS));
  try {
    const stack = await startStack({ ...settings, env: process.env, say, signal: stopping.signal });
    process.stdout.write(welcome(stack, settings));
    await attend(stack, settings, stopping.signal);
    say("stopping");
    await stack.stop();
  } finally {
    book.strike(UP);
    signals.dispose();
  }
}

// Before anything starts: nobody else runs this stack, nothing is left of a crashed one, every port is free.
async function clearTheWay({ dir, ports, make }: Settings): Promise<void> {
  const book = runBook(dir);
  const { [UP]: other, ...parts } = book.entries();
  if (other && isAlive(other)) throw new Error(`it runs already (pid ${other.pid}); stop it with: ${make} down`);
  if (Object.values(parts).some(isAlive)) say("stopping what an earlier make up left behind");
  await stopStack(book, say);
  const { databases, temporal } = externalServers(process.env);
  const without = [...Object.keys(databases).map((name) => `postgres-${name}`), ...(temporal ? ["temporal"] : [])];
  const taken = await takenPorts(namedPorts(ports, { without }));
  if (taken.length) throw new Error(`${taken.join("\n")}\nfree them, or move all ports with PORT_OFFSET=100`);
}

async function attend({ plan }: Stack, { make }: Settings, signal: AbortSignal): Promise<void> {
  const follows = services.map((name) => followWarnings(logFileOf(plan.dir, name), (line) => say(`${name}: ${line}`)));
  const unwatch = watchStack(plan, make);
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  unwatch();
  for (const unfollow of follows) unfollow();
}

function followWarnings(file: string, line: Say): () => void {
  const { show, end } = withoutRepetitions(line);
  const unfollow = follow(file, (text) => isWarning(text) && show(text));
  return () => {
    unfollow();
    end();
  };
}
