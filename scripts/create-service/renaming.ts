import type { Names } from "./names.ts";
import type { Ports } from "./ports.ts";

/** Everything that is different in two services of one shape: their words and their ports. */
export type Identity = Names & Ports;

/** profile-service, whose files are what a new service is made of. */
export const profileWords: Names = { service: "profile", noun: "profile", nouns: "profiles" };

/** The words that the files in template/ use for the service and for what it keeps. */
export const templateWords: Names = { service: "depot", noun: "gadget", nouns: "gadgets" };

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
const spellings = [(word: string) => word, capital, (word: string) => word.toUpperCase()];

/** A text of one service as the same text of another one. The word of the things goes first: it may hold the service's. */
export function renamed(text: string, from: Names, to: Names): string {
  const words = (["nouns", "service", "noun"] as const).filter((kind) => kind !== "noun" || from.noun !== from.service);
  const pairs = words.flatMap((kind) => spellings.map((spell) => [spell(from[kind]), spell(to[kind])] as const));
  const pattern = new RegExp(pairs.map(([word]) => word).join("|"), "g");
  const known = new Map(pairs);
  return text.replace(pattern, (word) => known.get(word) ?? word);
}

/** A text of profile-service as that of another one, with its ports. */
export function fromProfile(text: string, profile: Identity, to: Identity): string {
  const ports = new Map([
    [profile.port, to.port],
    [profile.port + 1000, to.port + 1000],
    [profile.database, to.database],
  ]);
  const moved = text.replace(/\b\d{4}\b/g, (number) => String(ports.get(Number(number)) ?? number));
  return renamed(moved, profile, to);
}
