// Threat: a device name, a display name or a server's message steers the reader's terminal. What others wrote is shown
// without control characters, and without those that turn the direction of text (Unicode TR 36).
const steering = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu;

/** Text that others wrote, safe to show on one line of a terminal. */
export const plain = (text: string): string => text.replaceAll(steering, "\ufffd");

/** JSON that is safe to show on a terminal: one document on lines of its own. */
export const safeJson = (value: unknown): string => escaped(JSON.stringify(value, null, 2));

/** The same on one line. */
export const safeJsonLine = (value: unknown): string => escaped(JSON.stringify(value));

// JSON.stringify escapes the ASCII ones itself; a line feed that is left is its own.
const escaped = (json: string) => json.replaceAll(steering, (char) => (char === "\n" ? char : unicodeEscape(char)));

const unicodeEscape = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
