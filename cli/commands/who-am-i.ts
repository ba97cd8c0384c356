import type { Command } from "commander";
import { type User, UserSchema, UserStateSchema } from "../../gen/flock/auth/v1/user_pb.ts";
import { enumName } from "../output/enum-name.ts";
import { moment } from "../output/moment.ts";
import { pairs } from "../output/table.ts";
import { required } from "../required.ts";
import type { Open, Tools } from "../tools.ts";

/** `flock whoami` */
export const whoAmICommand = (program: Command, open: Open): Command =>
  program
    .command("whoami")
    .description("show who is signed in")
    .addHelpText("after", "\nExample:\n  flock whoami --json")
    .action((_options, command: Command) => whoAmI(open(command))());

/** Shows the user who is signed in, as auth-service knows them now. */
const whoAmI =
  ({ signedIn, auth, out }: Tools) =>
  async () => {
    const { user } = await signedIn.call((options) => auth.getCurrentUser({}, options));
    out.message(UserSchema, required(user), userText(required(user)));
  };

const userText = ({ id, email, state, createdAt, emailVerifiedAt }: User) =>
  pairs({
    id,
    email,
    state: enumName(UserStateSchema, state),
    created: moment(createdAt),
    "email verified": moment(emailVerifiedAt) || "no",
  });
