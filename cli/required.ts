/** A part of an answer that the contract promises. */
export function required<T>(part: T | undefined): T {
  if (part === undefined) throw new TypeError("the answer lacks a part that the contract promises");
  return part;
}
