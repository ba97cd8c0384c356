import type { Command } from "commander";
import { ChangePasswordResponseSchema } from "../../gen/flock/auth/v1/auth_service_pb.ts";
import type { Open, Tools } from "../tools.ts";

type Input = { passwordStdin?: boolean };

/** `flock password` */
export const passwordCommand = (program: Command, open: Open): Command =>
  program
    .command("password")
    .description("change your password, which ends your other sessions")
    .option("--password-stdin", "read two lines of standard input: the current password, then the new one")
    .addHelpText("after", examples)
    .action((input: Input, command: Command) => changePassword(open(command))(input));

const examples = `
Both passwords are asked for without showing them, or read from standard input or from the file FLOCK_PASSWORD_FILE: two
lines, the current password and the new one.

Example:
  flock password`;

/** Changes the password of whoever is signed in. */
const changePassword =
  ({ signedIn, auth, passwords, out }: Tools) =>
  async ({ passwordStdin = false }: Input) => {
    const [currentPassword = "", newPassword = ""] = await passwords(passwordStdin, [
      { question: "Current password", isNew: false },
      { question: "New password", isNew: true },
    ]);
    const answer = await signedIn.call((options) => auth.changePassword({ currentPassword, newPassword }, options));
    const text = `the password is changed; ${answer.ended} other sessions have ended`;
    out.message(ChangePasswordResponseSchema, answer, text);
  };
