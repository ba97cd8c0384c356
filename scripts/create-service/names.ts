import { Refusal } from "./refusal.ts";
import { reservedNouns, reservedServices } from "./words.ts";

/** The words of a service: its own name, what it keeps, and several of that. */
export type Names = { service: string; noun: string; nouns: string };

const USUAL_NOUN = "item";
// With longer ones the formatter would wrap lines that were added, and they would not be found again.
const LONGEST = 12;

/** Judges the words of a new service. Throws a Refusal that says what is wrong with one. */
export function namesOf(service: string, noun = USUAL_NOUN): Names {
  requireWord(service, "flock-billing-service");
  requireWord(noun, "--noun invoice");
  for (const word of [service, noun])
    if (word.includes("profile")) throw new Refusal(`${word} would be taken for profile-service: choose another word`);
  if (reservedServices.has(service) || reservedNouns.has(service))
    throw new Refusal(`${service} is a reserved name: choose another`);
  if (reservedNouns.has(noun)) throw new Refusal(`${noun} has a meaning of its own in the code: choose another --noun`);
  return { service, noun, nouns: plural(noun) };
}

// One word, because it becomes a package, a folder, a database, a role, a variable and a part of host names alike.
function requireWord(word: string, example: string): void {
  if (word.length >= 2 && word.length <= LONGEST && /^[a-z]+$/.test(word)) return;
  throw new Refusal(`"${word}" is no good name: it takes one word of 2 to ${LONGEST} letters a-z, as in ${example}`);
}

function plural(noun: string): string {
  if (/(s|x|z|ch|sh)$/.test(noun)) return `${noun}es`;
  return /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}
