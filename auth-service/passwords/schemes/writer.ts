/** How new digests are made. */
export type Writer = {
  /** Algorithm and parameters, as in Digest. */
  params: string;
  /** Milliseconds that one takes, about, until it has been measured. */
  expectedMs: number;
  /** Makes a digest with a new salt, on one of libuv's threads. */
  write(input: Buffer): Promise<string>;
};
