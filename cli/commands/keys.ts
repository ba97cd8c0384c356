import type { Command } from "commander";
import { type SigningKey, SigningKeySchema, SigningKeyStateSchema } from "../../gen/flock/auth/v1/signing_key_pb.ts";
import { asService } from "../clients.ts";
import { enumName } from "../output/enum-name.ts";
import { moment } from "../output/moment.ts";
import { table } from "../output/table.ts";
import { required } from "../required.ts";
import { readCredential } from "../secrets.ts";
import type { Open, Tools } from "../tools.ts";
import { credentialOption, operatorHelp } from "./operator.ts";

type Input = { credentialFile?: string };

/** `flock keys status | rotate` */
export function keysCommand(program: Command, open: Open): void {
  const keys = program
    .command("keys")
    .description("for operators: the keys that sign access tokens")
    .addHelpText("after", `\n${operatorHelp}\n${examples}`);
  keys
    .command("status")
    .description("list the signing keys, the newest first")
    .addOption(credentialOption())
    .action((input: Input, command: Command) => keysStatus(open(command))(input));
  keys
    .command("rotate")
    .description("make a new key, which signs once everybody who verifies must know it; none while one waits")
    .addOption(credentialOption())
    .action((input: Input, command: Command) => rotateKey(open(command))(input));
}

const examples = `
Examples:
  flock keys status --credential-file .flock/secrets/OPERATOR_CREDENTIAL
  flock keys rotate`;

/** Lists the signing keys. */
const keysStatus =
  ({ keys, config, out }: Tools) =>
  async ({ credentialFile = config.FLOCK_CREDENTIAL_FILE }: Input) => {
    const answer = await keys.listSigningKeys({}, asService(readCredential(credentialFile)));
    out.messages(SigningKeySchema, answer.keys, keysTable(answer.keys));
  };

/** Makes a new signing key, or answers the one that still waits. */
const rotateKey =
  ({ keys, config, out }: Tools) =>
  async ({ credentialFile = config.FLOCK_CREDENTIAL_FILE }: Input) => {
    const operator = asService(readCredential(credentialFile));
    const before = await keys.listSigningKeys({}, operator);
    const key = required((await keys.rotateSigningKey({}, operator)).key);
    const isNew = !before.keys.some(({ kid }) => kid === key.kid);
    out.message(SigningKeySchema, key, rotatedText(key, isNew));
  };

const rotatedText = ({ kid, createdAt, activeFrom }: SigningKey, isNew: boolean) => {
  const what = isNew ? "is published" : `waits since ${moment(createdAt)}; no other was made. It is published`;
  return `key ${kid} ${what}, and signs from ${moment(activeFrom)} on`;
};

const keysTable = (keys: SigningKey[]) =>
  table(
    ["KEY", "ALGORITHM", "STATE", "MADE", "SIGNS FROM", "UNTIL"],
    keys.map((key) => [
      key.kid,
      key.algorithm,
      enumName(SigningKeyStateSchema, key.state),
      moment(key.createdAt),
      moment(key.activeFrom),
      moment(key.retiredAt),
    ]),
  );
