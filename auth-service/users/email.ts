import { domainToASCII } from "node:url";
import { asciiLower } from "../../kit/ascii.ts";
import { Problem } from "../../kit/problem.ts";

const ATOM = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+";
const LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
const LOCAL = `${ATOM}(\\.${ATOM})*`;
// A last label that starts with a letter is never part of an IPv4 address, in any notation.
const DOMAIN = `(${LABEL}\\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]`;

/** The normal form of an address as a pattern that JavaScript and PostgreSQL read alike; a CHECK in SQL mirrors it. */
export const EMAIL_NORMAL_FORM = `^(?=.{3,254}$)(?=[^@]{1,64}@)${LOCAL}@${DOMAIN}$`;

const normalForm = new RegExp(EMAIL_NORMAL_FORM);
const localForm = new RegExp(`^(?=.{1,64}$)${LOCAL}$`);
// The only ASCII of a host name: anything else domainToASCII would decode, cut off or take for a port.
const hostCharacters = /^[A-Za-z0-9.\-\u{80}-\u{10FFFF}]+$/u;

/**
 * Brings an address to the one form in which it is stored, compared and mailed to: trimmed, lower case, the domain as
 * A-label (RFC 5890), at least two labels, the whole at most 254. The local part is an ASCII dot-atom of at most 64
 * (RFC 5321); quoted ones and IP literals are refused. Throws INVALID_EMAIL.
 */
export function normalizeEmail(text: string): string {
  const trimmed = text.trim();
  const at = trimmed.lastIndexOf("@");
  if (at < 0) throw invalid("must hold an @");
  const local = asciiLower(trimmed.slice(0, at));
  if (!localForm.test(local)) throw invalid("the part before the @ must be 1 to 64 ASCII characters of a dot-atom");
  const email = `${local}@${asciiDomain(trimmed.slice(at + 1))}`;
  if (email.length > 254) throw invalid("must be at most 254 characters");
  if (!normalForm.test(email)) throw invalid("the part after the @ must be a domain name of at least two labels");
  return email;
}

const asciiDomain = (domain: string) => (hostCharacters.test(domain) ? domainToASCII(domain) : "");

const invalid = (description: string) => new Problem("INVALID_EMAIL", { fields: [{ field: "email", description }] });
