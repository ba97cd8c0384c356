import { hostname } from "node:os";
import type { Command } from "commander";
import { SignInResponseSchema } from "../../gen/flock/auth/v1/auth_service_pb.ts";
import { sessionFrom } from "../account/signed-in.ts";
import { moment } from "../output/moment.ts";
import { askUnless } from "../terminal.ts";
import type { Open, Tools } from "../tools.ts";

type Input = { email?: string; device?: string; passwordStdin?: boolean };

/** `flock signin` */
export const signInCommand = (program: Command, open: Open): Command =>
  program
    .command("signin")
    .description("sign in, and stay signed in on this machine")
    .option("-e, --email <address>", "the e-mail address; asked for when absent")
    .option("--device <name>", "how the list of sessions names this one", `flock on ${hostname()}`)
    .option("--password-stdin", "read the password from the first line of standard input")
    .addHelpText("after", examples)
    .action((input: Input, command: Command) => signIn(open(command))(input));

const examples = `
The password is asked for without showing it, or read from standard input or from the file FLOCK_PASSWORD_FILE. The
session is kept in $XDG_CONFIG_HOME/flock/sessions.json (~/.config/flock), one for each auth-service.

Examples:
  flock signin --email ada@example.com
  flock signin --email ada@example.com --password-stdin < password.txt`;

/** Begins a session and keeps it; ends the one that was kept before, which nobody could use any more. */
const signIn =
  ({ auth, store, terminal, passwords, out }: Tools) =>
  async ({ email: given, device = "", passwordStdin = false }: Input) => {
    const email = await askUnless(terminal, given, "E-mail address", "--email");
    const [password = ""] = await passwords(passwordStdin, [{ question: "Password", isNew: false }]);
    // Where it can not be kept, none is begun that nobody could end.
    await store.locked(async (open) => open.read());
    const answer = await auth.signIn({ email, password, device: device.slice(0, 256) });
    const before = await store.locked(async (open) => {
      const replaced = open.read();
      await open.write(sessionFrom(answer));
      return replaced;
    });
    if (before) await auth.signOut({ refreshToken: before.refreshToken }).catch(() => {});
    const text = `signed in as ${answer.user?.email}; the session ends ${moment(answer.session?.expiresAt)} unless it is used`;
    out.message(SignInResponseSchema, answer, text, ["accessToken", "refreshToken"]);
  };
