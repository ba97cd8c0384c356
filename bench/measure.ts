import { setTimeout as sleep } from "node:timers/promises";
import type { Say } from "../dev/progress.ts";
import type { Stack } from "../dev/stack.ts";
import { NAMESPACE } from "../orchestrator/config.ts";
import { type Cpu, cpuBetween, type Process, readCpu } from "./cpu.ts";
import { measureEntry } from "./entry/measure.ts";
import { besideHash } from "./hash/measure.ts";
import { type Call, closedLoop } from "./load.ts";
import { describeMachine } from "./machine.ts";
import { watchMemory } from "./memory.ts";
import { measureOverload } from "./overload.ts";
import { pidsOf } from "./pids.ts";
import { profileCalls } from "./profiles/call.ts";
import { measureProfiles } from "./profiles/measure.ts";
import { type Person, registerCalls } from "./register/call.ts";
import { measureRegister } from "./register/measure.ts";
import type { RegisterResult, Results } from "./results.ts";

/** How long to measure what, in milliseconds; and rounds of the empty sagas. */
export type Durations = Record<"hash" | "warmUp" | "register" | "profiles" | "overload" | "rounds", number>;

/** `cost` and `concurrency` are those of the stack's hasher. */
export type RunOptions = { stack: Stack; cost: number; concurrency: number; durations: Durations; say: Say };

type World = RunOptions & { pids: Record<Process, number>; read: () => Cpu; register: Call; people: Person[] };

/** Measures registrations and what reading does meanwhile, one after the other, on a stack that nothing else uses. */
export async function measureRegistration(options: RunOptions): Promise<Results> {
  const { stack, durations, say } = options;
  const pids = pidsOf(stack);
  const { call: register, people } = registerCalls(stack.urls.orchestrator);
  const world = { ...options, pids, read: () => readCpu(pids), register, people };
  const machine = await describeMachine(stack);
  const watched = await measureWhileWatching(world);
  say("GetProfile beside a bare server");
  const profileServer = { url: stack.urls["profile-service"], pid: pids["profile-service"] };
  const profiles = await measureProfiles({ ...profileServer, usernames: usernamesOf(people), ms: durations.profiles });
  say("ways into a saga");
  const temporal = `127.0.0.1:${stack.plan.ports.temporal.frontend}`;
  const entry = await measureEntry(temporal, NAMESPACE, durations.rounds);
  return { machine, ...watched, profiles, entry };
}

async function measureWhileWatching(world: World) {
  const { pids, durations, register, read, say } = world;
  const memory = watchMemory(pids);
  const idle = await measureIdle(read);
  say("warming up");
  await closedLoop({ clients: 8, warmUpMs: 0, ms: durations.warmUp * 2 }, register, read);
  const registers: RegisterResult[] = [];
  for (const clients of [1, 8, 32]) {
    say(`Register at ${clients} clients`);
    registers.push(await registerBesideHash(clients, world));
  }
  say("Register overloaded");
  return { idle, registers, overload: await overload(world), memory: memory.stop() };
}

async function registerBesideHash(clients: number, { durations, register, read, ...world }: World) {
  const loop = { clients, warmUpMs: durations.warmUp, ms: durations.register };
  const options = { cost: world.cost, concurrency: Math.min(clients, world.concurrency), ms: durations.hash };
  const { result, hash } = await besideHash(options, () => measureRegister(loop, register, read));
  return { register: result, hash };
}

const READERS = 64;
const usernamesOf = (people: Person[]) => people.map(({ username }) => username);

async function overload({ stack, people, cost, concurrency, durations, register, read }: World) {
  const getProfile = profileCalls(stack.urls["profile-service"], usernamesOf(people), READERS);
  const options = { cost, concurrency, ms: durations.hash };
  const { result } = await besideHash(options, ({ perSecond: hashesPerSecond }) =>
    measureOverload({ hashesPerSecond, ms: durations.overload, register, getProfile }, read),
  );
  return result;
}

const IDLE_MS = 5000;

async function measureIdle(read: () => Cpu): Promise<Cpu> {
  const before = read();
  await sleep(IDLE_MS);
  return cpuBetween(before, read(), IDLE_MS / 1000);
}
