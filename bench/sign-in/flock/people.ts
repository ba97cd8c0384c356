import { type Person, registerCalls } from "../../register/call.ts";

/** Registers so many people. */
export async function registerPeople(baseUrl: string, count: number): Promise<Person[]> {
  const { call, people } = registerCalls(baseUrl);
  while (people.length < count) {
    const answer = await call();
    if (answer.kind === "failed") throw new Error(`Register failed: ${answer.reason}`);
  }
  return people;
}
