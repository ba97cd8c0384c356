import { commonPasswords, mostCommonPasswords } from "./common-passwords.ts";

const MIN_PIECE = 4;
const MAX_PIECE = Math.max(...[...commonPasswords].map((entry) => entry.length));
const MAX_LEFTOVER = 2;
const MIN_RUN = 3;
const MIN_UNIT = 8;
const SEPARATORS = /[\s._-]+/g;

// The alphabet, the rows of a keyboard with its digits plain and shifted, and its columns.
const rows = ["abcdefghijklmnopqrstuvwxyz", "01234567890", "!@#$%^&*()", "qwertyuiop", "asdfghjkl", "zxcvbnm"];
const columns = ["1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm"];
const tracks = [...rows, ...columns];
const bothWays = tracks.flatMap((track) => [track, [...track].reverse().join("")]);

/**
 * Whether an attacker who combines what people usually take would soon find this password (any letter case):
 * - it repeats something shorter than 8 characters;
 * - it is a concatenation of common passwords, runs (aaaa), sequences (12345, qwerty) and years, with at most 2 other
 *   characters: "dragonmonkey123!" is one of those;
 * - or it is that with separators between (space . _ -), made from the thousand most common ones alone. Only those,
 *   because the whole list also holds many ordinary words, and "correct horse battery staple" is a good passphrase.
 * The work is bounded by length times longest entry.
 */
export function isGuessable(password: string): boolean {
  const text = password.normalize("NFKC").toLowerCase();
  const bare = text.replace(SEPARATORS, "");
  if (repeatsShortUnit(text) || repeatsShortUnit(bare)) return true;
  return leftover(text, commonPasswords) <= MAX_LEFTOVER || leftover(bare, mostCommonPasswords) <= MAX_LEFTOVER;
}

function repeatsShortUnit(text: string): boolean {
  const units = Array.from({ length: Math.min(MIN_UNIT - 1, Math.floor(text.length / 2)) }, (_, index) => index + 1);
  return units.some((unit) => text.slice(unit) === text.slice(0, -unit));
}

/** The fewest characters that stay uncovered when the text is covered with pieces that an attacker would try. */
function leftover(text: string, list: ReadonlySet<string>): number {
  const fewest = Array.from({ length: text.length + 1 }, (_, index) => index);
  for (let start = 0; start < text.length; start++) {
    const here = fewest[start] ?? 0;
    const improve = (end: number, count: number) => (fewest[end] = Math.min(fewest[end] ?? count, count));
    improve(start + 1, here + 1);
    for (const length of pieces(text, start, list)) improve(start + length, here);
  }
  return fewest[text.length] ?? 0;
}

/** The lengths of all pieces that start here. */
function pieces(text: string, start: number, list: ReadonlySet<string>): number[] {
  const lengths: number[] = [];
  const longest = Math.max(sameRun(text, start), sequence(text, start));
  for (let length = MIN_RUN; length <= longest; length++) lengths.push(length);
  for (let length = MIN_PIECE; length <= Math.min(MAX_PIECE, text.length - start); length++)
    if (list.has(text.slice(start, start + length))) lengths.push(length);
  return /^(19|20)\d\d/.test(text.slice(start, start + 4)) ? [...lengths, 4] : lengths;
}

function sameRun(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && text[end] === text[start]) end++;
  return end - start;
}

function sequence(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && bothWays.some((track) => track.includes(text.slice(start, end + 1)))) end++;
  return end - start;
}
