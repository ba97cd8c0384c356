/** Milliseconds of processor time that this process spends meanwhile: unlike the clock, it does not care who else is busy. */
export async function cpuMsOf(run: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
