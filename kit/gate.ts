import { type DescMethod, type DescService, getOption, hasOption } from "@bufbuild/protobuf";
import { createContextKey, type HandlerContext } from "@connectrpc/connect";
import { Access, type Rule, rule } from "../gen/flock/access/v1/access_pb.ts";
import { Health } from "../gen/grpc/health/v1/health_pb.ts";
import { ServerReflection } from "../gen/grpc/reflection/v1/reflection_pb.ts";
import { type AcceptedCredential, acceptedCaller } from "./credentials.ts";
import { ConfigError } from "./env.ts";
import { Problem } from "./problem.ts";

/** A signed-in user as an access token tells of them: the user's id, and that of the session (`sub` and `sid`). */
export type UserCaller = { kind: "user"; id: string; sessionId: string };

/** Who calls: another service by its name, or a signed-in user. */
export type Caller = { kind: "service"; name: string } | UserCaller;

/** The caller that the gate let in; undefined on public methods. Read it with `context.values.get(callerKey)`. */
export const callerKey = createContextKey<Caller | undefined>(undefined, { description: "caller" });

/** Reads an access token. Throws INVALID_ACCESS_TOKEN, and SERVICE_UNAVAILABLE while it can not tell. */
export type VerifyUser = (token: string) => Promise<UserCaller>;

/** The user who calls, on a method for users. */
export function userOf({ values }: Pick<HandlerContext, "values">): UserCaller {
  const caller = values.get(callerKey);
  if (caller?.kind !== "user") throw new Error("only a method for users has a user who calls");
  return caller;
}

/** What the gate knows of callers. Without `verifyUser` no access token is accepted. */
export type GateOptions = { accepted?: readonly AcceptedCredential[]; verifyUser?: VerifyUser };

/** Runs before a request's body is read and throws a Problem for a caller that the method's access rule does not name. */
export type Gate = (context: HandlerContext) => Promise<void>;

type AccessRule = Pick<Rule, "access" | "callers">;

const openServices = new Set<string>([Health.typeName, ServerReflection.typeName]);

/** The gate that enforces the `flock.access.v1.rule` option of every method. Health and reflection need none. */
export function requestGate({ accepted = [], verifyUser }: GateOptions): Gate {
  return async ({ method, values, requestHeader }) => {
    if (openServices.has(method.parent.typeName)) return;
    const credential = readAuthorization(requestHeader.get("authorization"));
    const { access, callers } = ruleOf(method);
    if (access === Access.PUBLIC) return;
    if (access === Access.SERVICE) values.set(callerKey, admitService(credential, accepted, callers));
    else values.set(callerKey, await admitUser(credential, verifyUser));
  };
}

/** Throws a ConfigError that names every method without a usable access rule. */
export function assertRules(services: readonly DescService[]): void {
  const faults = services
    .filter((service) => !openServices.has(service.typeName))
    .flatMap((service) => service.methods)
    .filter((method) => !isUsable(ruleOf(method)))
    .map((method) => `${method.parent.typeName}/${method.name}: has no usable flock.access.v1.rule`);
  if (faults.length > 0) throw new ConfigError(faults);
}

// Kept, because an option is decoded anew each time that it is asked for.
const rules = new WeakMap<DescMethod, AccessRule>();

function ruleOf(method: DescMethod): AccessRule {
  const known = rules.get(method) ?? readRule(method);
  rules.set(method, known);
  return known;
}

const readRule = (method: DescMethod): AccessRule =>
  hasOption(method, rule) ? getOption(method, rule) : { access: Access.UNSPECIFIED, callers: [] };

const isUsable = ({ access, callers }: AccessRule) =>
  access === Access.SERVICE ? callers.length > 0 : [Access.PUBLIC, Access.USER].some((open) => open === access);

type Credential = { scheme: "service" | "user"; value: string } | undefined;

/** One credential of one kind, or none. Two in one header (the adapter joins repeated headers) are refused. */
function readAuthorization(header: string | null): Credential {
  if (header?.includes(",")) throw new Problem("CREDENTIAL_REFUSED");
  const [, scheme, value] = /^(Flock-Service|Bearer) +([A-Za-z0-9._~+/=-]+)$/i.exec(header ?? "") ?? [];
  if (!scheme || !value) return undefined;
  return { scheme: scheme.toLowerCase() === "bearer" ? "user" : "service", value };
}

function admitService(credential: Credential, accepted: readonly AcceptedCredential[], callers: string[]): Caller {
  const name = credential?.scheme === "service" ? acceptedCaller(accepted, credential.value) : undefined;
  if (name === undefined) throw new Problem("CREDENTIAL_REFUSED");
  if (!callers.includes(name)) throw new Problem("PERMISSION_DENIED");
  return { kind: "service", name };
}

async function admitUser(credential: Credential, verifyUser: VerifyUser | undefined): Promise<Caller> {
  if (credential?.scheme !== "user" || !verifyUser) throw new Problem("INVALID_ACCESS_TOKEN");
  return await verifyUser(credential.value);
}
