/** Loads that fail one after the other. Tells of them once they have done so for long enough, and of their end after that. */
export function badSpell(tell: (failure: unknown) => void, patienceMs: number) {
  let [failures, since, isTold] = [0, 0, false];
  const go = (failure: unknown, startedAt: number) => {
    if (failures === 0) since = startedAt;
    failures += 1;
    if (!isTold && performance.now() - since >= patienceMs) {
      isTold = true;
      tell(failure);
    }
    return failures;
  };
  const end = () => {
    if (isTold) tell(undefined);
    [failures, isTold] = [0, false];
  };
  return { go, end };
}
