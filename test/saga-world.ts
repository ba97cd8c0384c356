import { randomUUID } from "node:crypto";
import { createClient, createRouterTransport } from "@connectrpc/connect";
import { Client } from "@temporalio/client";
import {
  bundleWorkflowCode,
  DefaultLogger,
  NativeConnection,
  type WorkflowBundleWithSourceMap,
} from "@temporalio/worker";
import { type SQL, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { createHasher } from "../auth-service/passwords/hashing.ts";
import { createFloor } from "../auth-service/passwords/refusal-floor.ts";
import { createSealer } from "../auth-service/passwords/sealing.ts";
import { authRoutes } from "../auth-service/routes.ts";
import { UserService } from "../gen/flock/auth/v1/user_service_pb.ts";
import { ProfileService } from "../gen/flock/profile/v1/profile_service_pb.ts";
import { type Database, openDatabase } from "../kit/db.ts";
import { routerOptions } from "../kit/interceptors.ts";
import { type Keyring, parseKeyring } from "../kit/keyring.ts";
import { createLog } from "../kit/log.ts";
import { createActivities } from "../orchestrator/registration/activities.ts";
import type { RegistrationInput } from "../orchestrator/registration/contract.ts";
import { createRegistrations } from "../orchestrator/registration/registrations.ts";
import { createDataConverter, failureConverterPath } from "../orchestrator/temporal/data-converter.ts";
import { installRuntime } from "../orchestrator/temporal/log.ts";
import { runWorker, workflowsPath } from "../orchestrator/temporal/worker.ts";
import { profileRoutes } from "../profile-service/routes.ts";
import { testDatabase } from "./database.ts";
import { faultPlan } from "./faults.ts";
import { testTemporal } from "./temporal.ts";
import { testTokenKeys } from "./token-keys.ts";

/** A key for tests, the same in every run. */
export const testKeys = (id = "k1", byte = 1): Keyring =>
  parseKeyring(`${id}:${Buffer.alloc(32, byte).toString("base64")}`);

/** A log that keeps quiet. */
export const silent = createLog("test", "silent");
installRuntime(silent);

/** A password that the policy lets pass. */
export const PASSWORD = "seven wandering otters";

export type SagaWorld = Awaited<ReturnType<typeof sagaWorld>>;

/** Both services with real databases behind their real routes, a real Temporal server, and a plan of faults between. */
export async function sagaWorld() {
  const [temporal, auth, profile] = await Promise.all([
    testTemporal(),
    openTestDatabase("auth"),
    openTestDatabase("profile"),
  ]);
  const { address, namespace } = temporal;
  const connection = await NativeConnection.connect({ address });
  const faults = faultPlan();
  const clients = await realServices(auth.database, profile.database, faults);
  const taskQueue = `saga-${randomUUID()}`;
  const bundle = await workflowBundle();

  const client = (codecKeys = testKeys()) =>
    new Client({ connection, namespace, dataConverter: createDataConverter(codecKeys) });

  /** A worker of its own; give it other keys or other activities to see what happens then. */
  const startWorker = ({ codecKeys = testKeys(), activities = createActivities(clients, silent) } = {}) =>
    runWorker(
      {
        connection,
        namespace,
        taskQueue,
        activities,
        onOutcome: () => {},
        dataConverter: createDataConverter(codecKeys),
      },
      { workflowBundle: bundle },
    );

  const registrations = createRegistrations({ client: client(), eager: false, taskQueue });

  /** The input of a registration nobody has made yet. */
  async function newInput(change: Partial<RegistrationInput> = {}): Promise<RegistrationInput> {
    const registrationId = randomUUID();
    const name = `u${registrationId.slice(0, 8)}`;
    const ref = { userId: uuidv7(), registrationId, traceId: "test" };
    const person = { email: `${name}@example.com`, username: name, displayName: "A Person", ...change };
    const { sealedPassword } = await clients.plain.users.sealPassword({ ...ref, ...person, password: PASSWORD });
    return { ...ref, sealedPassword, ...person };
  }

  /** Starts a registration and waits for its end. */
  async function run(input: RegistrationInput, waitMs = 30_000) {
    await registrations.start(input, "hash");
    return await registrations.wait(input.registrationId, waitMs);
  }

  /** What is left of a registration in both databases, the ledgers aside. */
  async function rowsOf({ userId, registrationId }: RegistrationInput) {
    const rows = async ({ database }: { database: Database }, statement: SQL) =>
      (await database.query((db) => db.execute(statement))).rows;
    const users = await rows(auth, sql`select status from users where id = ${userId}`);
    const profiles = await rows(profile, sql`select username from profiles where user_id = ${userId}`);
    const emails = await rows(auth, sql`select from email_claims where registration_id = ${registrationId}`);
    const names = await rows(profile, sql`select from username_claims where registration_id = ${registrationId}`);
    return {
      users: users.map(({ status }) => status),
      profiles: profiles.length,
      claims: emails.length + names.length,
    };
  }

  async function close() {
    clients.stop();
    await Promise.all([auth.drop(), profile.drop()]);
    await connection.close();
    await temporal.stop();
  }

  return {
    ...temporal,
    connection,
    taskQueue,
    bundle,
    faults,
    clients,
    client,
    startWorker,
    registrations,
    newInput,
    run,
    rowsOf,
    close,
  };
}

/** What both databases hold of a whole account, and of none. */
export const WHOLE = { users: ["active"], profiles: 1, claims: 2 };
export const NOTHING = { users: [], profiles: 0, claims: 0 };

async function openTestDatabase(name: "auth" | "profile") {
  const { url, drop } = await testDatabase(name);
  const database = openDatabase(url);
  const close = async () => {
    await database.close();
    await drop();
  };
  return { database, drop: close };
}

async function realServices(auth: Database, profile: Database, { interceptor }: ReturnType<typeof faultPlan>) {
  const hasher = createHasher({ cost: 4, concurrency: 2, queueLimit: 1000, peppers: testKeys("p1", 2) });
  const sealer = createSealer(testKeys("s1", 3));
  const keys = await testTokenKeys(auth);
  const toAuth = authRoutes({ database: auth, hasher, sealer, floor: createFloor(), keys, minLength: 15 });
  const routes = [toAuth, profileRoutes({ database: profile })];
  const options = routerOptions({ gate: async () => {}, log: silent });
  const over = (interceptors: (typeof interceptor)[]) => {
    const transport = createRouterTransport((router) => routes.forEach((add) => void add(router)), {
      router: options,
      transport: { interceptors },
    });
    return { users: createClient(UserService, transport), profiles: createClient(ProfileService, transport) };
  };
  return { ...over([interceptor]), plain: over([]), stop: keys.stop };
}

let built: Promise<WorkflowBundleWithSourceMap> | undefined;
const workflowBundle = () => {
  built ??= bundleWorkflowCode({ workflowsPath, failureConverterPath, logger: new DefaultLogger("ERROR") });
  return built;
};
