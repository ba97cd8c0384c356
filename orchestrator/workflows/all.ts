// The entry of the workflow bundle: every workflow, by the name under which it is started.

export { registerUser } from "./registration.ts";
export { undoRegistration } from "./undo.ts";
