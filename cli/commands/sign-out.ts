import type { Command } from "commander";
import { SignOutResponseSchema } from "../../gen/flock/auth/v1/auth_service_pb.ts";
import { Failure } from "../failure.ts";
import type { Open, Tools } from "../tools.ts";

/** `flock signout` */
export const signOutCommand = (program: Command, open: Open): Command =>
  program
    .command("signout")
    .description("end the session of this machine")
    .addHelpText("after", "\nExample:\n  flock signout")
    .action((_options, command: Command) => signOut(open(command))());

/** Ends the session at the server, then forgets it here: what can not be ended is not forgotten. */
const signOut =
  ({ auth, store, out }: Tools) =>
  async () => {
    const answer = await store.locked(async (open) => {
      const session = open.read();
      if (!session) throw new Failure("signedOut", "NOT_SIGNED_IN", "nobody is signed in");
      const ended = await auth.signOut({ refreshToken: session.refreshToken });
      await open.remove();
      return ended;
    });
    out.message(SignOutResponseSchema, answer, "signed out");
  };
