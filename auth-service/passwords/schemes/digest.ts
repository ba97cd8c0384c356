/** A bcrypt or PHC string that was read. */
export type Digest = {
  /** Algorithm and parameters as the string begins with them, such as `$2b$12`; never salt or hash. */
  params: string;
  /** Whether these bytes make this digest. Runs on one of libuv's threads. */
  matches(input: Buffer): Promise<boolean>;
};

/** What keeps a text from being a digest that can be checked, in words that quote nothing of it. */
export type Fault = { fault: string };

/** A fault in these words. */
export const faulty = (fault: string): Fault => ({ fault });

/** The first of these rules that does not hold. */
export function firstBroken(rules: Record<string, boolean>): Fault | undefined {
  const [broken] = Object.entries(rules).find(([, holds]) => !holds) ?? [];
  return broken === undefined ? undefined : faulty(broken);
}
