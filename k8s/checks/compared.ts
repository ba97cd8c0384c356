/** Facts by name, each a list of words. */
export type Facts = Record<string, readonly string[]>;

/** What is there and should not be, and what should be there and is not. */
export function differences(found: Facts, expected: Facts): string[] {
  const names = [...new Set([...Object.keys(found), ...Object.keys(expected)])];
  return names.flatMap((name) => {
    const [has, wants] = [found[name] ?? [], expected[name] ?? []];
    return [
      ...has.filter((fact) => !wants.includes(fact)).map((fact) => `${name} has ${fact}`),
      ...wants.filter((fact) => !has.includes(fact)).map((fact) => `${name} lacks ${fact}`),
    ];
  });
}
