// RFC 8264, 9.13 and 9.6: characters that nobody sees, compositions of old Hangul, and those that 9.6 disallows.
const disallowed =
  /[\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u1100-\u11FF\uA960-\uA97C\uD7B0-\uD7FB\u0640\u07FA\u302E\u302F\u3031-\u3035\u303B]/v;

// RFC 8264, 9.1 and 9.11 to 9.17: letters, marks, numbers, spaces, symbols and punctuation of assigned code points.
const freeform = /^[\p{L}\p{M}\p{N}\p{Zs}\p{S}\p{P}]+$/v;

// RFC 5892, appendix A: allowed in these neighbourhoods only. The joiners are let in after any letter or mark, which is
// wider than the RFC: JavaScript does not know the joining types, and a password is never shown to be confused.
const contextual = /[\u00B7\u0375\u05F3\u05F4\u200C\u200D]/v;
const inContext =
  /(?<=l)\u00B7(?=l)|\u0375(?=\p{Script=Greek})|(?<=\p{Script=Hebrew})[\u05F3\u05F4]|(?<=[\p{L}\p{M}])[\u200C\u200D]/gv;
const hasKatakanaDot = /\u30FB/v;
const hasJapanese = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/v;
const mixesArabicDigits = /[\u0660-\u0669].*[\u06F0-\u06F9]|[\u06F0-\u06F9].*[\u0660-\u0669]/v;

/**
 * A password in the form in which it is compared: the OpaqueString profile of RFC 8265. Spaces of any script become
 * U+0020, the rest is NFC; letter case counts. Undefined when it is empty or holds what the profile does not allow:
 * control characters, lone surrogates, unassigned, private or invisible code points. Applied twice it is the same.
 */
export function opaqueString(text: string): string | undefined {
  const opaque = text.replace(/\p{Zs}/gv, " ").normalize("NFC");
  return isFreeform(opaque) ? opaque : undefined;
}

function isFreeform(text: string): boolean {
  const plain = text.replace(inContext, "");
  if (contextual.test(plain) || mixesArabicDigits.test(plain)) return false;
  if (hasKatakanaDot.test(plain) && !hasJapanese.test(plain)) return false;
  return freeform.test(plain) && !disallowed.test(plain);
}
