import { Code, ConnectError, type Interceptor } from "@connectrpc/connect";
import { Problem, type Reason } from "../kit/problem.ts";

type Next = Parameters<Interceptor>[0];
type Reply = ReturnType<Next>;

/** What happens to one call of an RPC instead of the plain call. */
export type Fault = (call: () => Reply) => Reply;

/** The service is not there. */
export const outage: Fault = async () => {
  throw new ConnectError("connection refused", Code.Unavailable);
};

/** The service does its work, and its answer is lost on the way. */
export const lostAnswer: Fault = async (call) => {
  await call();
  throw new ConnectError("the connection broke", Code.Unavailable);
};

/** The call arrives twice. */
export const twice: Fault = async (call) => {
  await call();
  return await call();
};

/** The service refuses, by a reason of the error table. */
export const refusal =
  (reason: Reason): Fault =>
  async () => {
    throw new Problem(reason);
  };

/** Something between us and the service answers in its place. */
export const proxyAnswer =
  (code: Code): Fault =>
  async () => {
    throw new ConnectError("<html>404 Not Found</html>", code);
  };

/** The call goes through when the promise does. */
export const heldUntil =
  (promise: Promise<unknown>): Fault =>
  async (call) => {
    await promise;
    return await call();
  };

/** A plan of faults: each call of an RPC takes the next fault planned for it; with none left it is a plain call. */
export function faultPlan() {
  const planned = new Map<string, Fault[]>();
  const calls: string[] = [];
  const waiting: (() => void)[] = [];
  const interceptor: Interceptor = (next) => (request) => {
    calls.push(request.method.name);
    for (const wake of waiting) wake();
    const fault = planned.get(request.method.name)?.shift();
    return fault ? fault(() => next(request)) : next(request);
  };
  const plan = (rpc: string, ...faults: Fault[]) => planned.set(rpc, [...(planned.get(rpc) ?? []), ...faults]);
  /** The RPCs whose planned faults have not all happened. */
  const left = () => [...planned].filter(([, faults]) => faults.length > 0).map(([rpc]) => rpc);
  /** Resolves when an RPC has been called so many times more. */
  const called = (rpc: string, times = 1) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const until = count(rpc) + times;
    waiting.push(() => void (count(rpc) >= until && resolve()));
    return promise;
  };
  const count = (rpc: string) => calls.filter((name) => name === rpc).length;
  /** `calls` are the names of the RPCs called so far, in their order. */
  return { interceptor, plan, calls, called, left };
}
