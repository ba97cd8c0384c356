import { randomUUID } from "node:crypto";
import type { Command } from "commander";
import {
  type Registration,
  RegistrationSchema,
  RegistrationState,
  RegistrationStateSchema,
  type RegistrationStep,
  StepStateSchema,
} from "../../gen/flock/registration/v1/registration_pb.ts";
import { explain } from "../explain.ts";
import { Failure } from "../failure.ts";
import { seconds } from "../numbers.ts";
import { enumName } from "../output/enum-name.ts";
import { required } from "../required.ts";
import { askUnless } from "../terminal.ts";
import type { Open, Tools } from "../tools.ts";
import { untilEnded } from "./until-ended.ts";

type Input = {
  email?: string;
  username?: string;
  displayName?: string;
  requestId?: string;
  validateOnly?: boolean;
  wait: number;
  passwordStdin?: boolean;
};

/** `flock register` */
export const registerCommand = (program: Command, open: Open): Command =>
  program
    .command("register")
    .description("register an account")
    .option("-e, --email <address>", "the e-mail address to sign in with; asked for when absent")
    .option("-u, --username <name>", "the public name: 3 to 50 of a-z, 0-9 and _; asked for when absent")
    .option("--display-name <text>", "the name to show")
    .option("--password-stdin", "read the password from the first line of standard input")
    .option("--request-id <id>", "repeats an earlier call of this id; a random one when absent")
    .option("--validate-only", "only judge the fields; nothing is registered")
    .option("--wait <seconds>", "how long to wait for the end", seconds, 60)
    .addHelpText("after", examples)
    .action((input: Input, command: Command) => register(open(command))(input));

const examples = `
The password is asked for twice without showing it, or read from standard input or from the file FLOCK_PASSWORD_FILE.

Examples:
  flock register --email ada@example.com --username ada --display-name "Ada Lovelace"
  flock register --email ada@example.com --username ada --password-stdin < password.txt`;

/** Registers an account and waits for the end. The registration goes on by itself when this command does not. */
const register = (tools: Tools) => async (input: Input) => {
  const { out } = tools;
  const request = await readRequest(tools, input);
  const giveUpAt = Date.now() + input.wait * 1000;
  const first = await tools.registrations.register(request).then(({ registration }) => required(registration), hinting);
  if (request.validateOnly) return out.message(RegistrationSchema, first, "the fields are fine");
  const last = await untilEnded(tools, first, giveUpAt);
  out.message(RegistrationSchema, last, registrationText(last));
  if (last.state === RegistrationState.RUNNING) {
    throw new Failure("later", "STILL_RUNNING", `the registration goes on by itself; ${repeatHint(last.id)}`);
  }

  function hinting(error: unknown): never {
    const isKnown = explain(error).ending === "refused";
    if (!isKnown && !request.validateOnly) out.note(`to do this once and not twice, ${repeatHint(request.requestId)}`);
    throw error;
  }
};

async function readRequest({ terminal, passwords }: Tools, input: Input) {
  const { requestId = randomUUID(), displayName = "", validateOnly = false, passwordStdin = false } = input;
  const email = await askUnless(terminal, input.email, "E-mail address", "--email");
  const username = await askUnless(terminal, input.username, "Username", "--username");
  const [password = ""] = await passwords(passwordStdin, [{ question: "Password", isNew: true }]);
  return { requestId, email, username, displayName, password, validateOnly };
}

const repeatHint = (id: string) => `call it again with --request-id ${id}`;

const registrationText = ({ id, state, steps }: Registration) =>
  state === RegistrationState.COMPLETED
    ? "registered: sign in with flock signin"
    : [`registration ${id}: ${enumName(RegistrationStateSchema, state)}`, ...steps.map(stepText)].join("\n");

const stepText = ({ name, state, attempts }: RegistrationStep) =>
  `  ${name}: ${enumName(StepStateSchema, state)}, tried ${attempts} times`;
