import { Gauge } from "prom-client";
import type { Metrics } from "../../kit/metrics.ts";
import type { Hasher } from "./hashing.ts";

/** Shows how busy the hasher is: `flock_hash_running` and `flock_hash_waiting`. */
export function watchHasher({ registry }: Metrics, { running, waiting }: Hasher): void {
  const watch = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  watch("flock_hash_running", "Passwords that are being hashed or compared.", running);
  watch("flock_hash_waiting", "Passwords that wait to be hashed or compared.", waiting);
}
