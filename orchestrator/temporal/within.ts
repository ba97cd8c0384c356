/**
 * What a promise gives within so many milliseconds, else what `late` gives. Temporal's own deadlines and abort signals
 * do not always end a call in time (a 3 s deadline was seen to take 9 s), so every wait here has a timer of its own.
 */
export async function within<T>(ms: number, promise: Promise<T>, late: () => T | Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<T>((resolve, reject) => {
    timer = setTimeout(() => Promise.resolve().then(late).then(resolve, reject), Math.max(0, ms));
  });
  promise.catch(() => {});
  return await Promise.race([promise, timeout]).finally(() => clearTimeout(timer));
}
