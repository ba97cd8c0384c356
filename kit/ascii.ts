/** Lowers ASCII letters and nothing else. Not toLowerCase: it turns the Kelvin sign into an ASCII k. */
export const asciiLower = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
