import { ConfigError } from "../env.ts";

const nodeMajor = "24";

/** Throws a ConfigError unless this is Node 24 with at least `minThreads` of UV_THREADPOOL_SIZE. */
export function assertPlatform(node: string, threads: number, minThreads: number): void {
  const faults: string[] = [];
  if (node.split(".")[0] !== nodeMajor) {
    faults.push(`node: this is version ${node}, but Flock runs on ${nodeMajor}; put node_modules/.bin first in PATH`);
  }
  if (threads < minThreads) {
    faults.push(`UV_THREADPOOL_SIZE: must be at least ${minThreads} for this configuration, but is ${threads}`);
  }
  if (faults.length > 0) throw new ConfigError(faults);
}
