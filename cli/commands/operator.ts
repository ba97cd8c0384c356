import { Option } from "commander";

/** The option that names the file of the operator's credential. */
export const credentialOption = (): Option =>
  new Option("--credential-file <path>", "the operator's credential; else FLOCK_CREDENTIAL_FILE");

/** Where operators find their credential. */
export const operatorHelp = `Needs the operator's credential: a file whose first line is id.secret. That of \`make up\` is
.flock/secrets/OPERATOR_CREDENTIAL.`;
