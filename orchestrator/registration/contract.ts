/** What the door that starts a registration and the worker that runs it must agree on. Types and constants only. */

/** The one task queue of the orchestrator. */
export const TASK_QUEUE = "flock";

/** The workflow of a registration; the id is its request_id in lower case. */
export const registrationWorkflowId = (registrationId: string) => `registration/${registrationId}`;

/** The workflow that undoes a registration whose own saga can not. */
export const undoWorkflowId = (registrationId: string) => `undo/${registrationId}`;

/** The two ids under which every row of one registration is made and undone. */
export type Ref = { userId: string; registrationId: string };

/** The input of the registration workflow. Personal data is encrypted by the payload codec, the password by auth-service. */
export type RegistrationInput = Ref & {
  email: string;
  sealedPassword: string;
  username: string;
  displayName: string;
  /** The id under which the call that started it is found in the logs. */
  traceId: string;
};

/** The names of the steps: the RPCs they call, in their order. */
export const STEP_NAMES = ["CreateUser", "CreateProfile", "ActivateUser"] as const;
export type StepName = (typeof STEP_NAMES)[number];
export type StepState = "PENDING" | "RUNNING" | "DONE" | "FAILED" | "UNDONE";
export type Step = { name: StepName; state: StepState; attempts: number; updatedAtMs?: number };

/** How far a registration got, as the workflow writes it into its memo. Holds no personal data. */
export type Progress = {
  state: "RUNNING" | "COMPLETED" | "FAILED";
  /** A reason of the error table; empty while all is well. */
  failureReason: string;
  steps: Step[];
  createdAtMs: number;
  updatedAtMs: number;
};

/** The memo of a registration workflow. All of it is encrypted by the payload codec. */
export type RegistrationMemo = {
  /** SHA-256 of e-mail, username and display name as sent: tells a repeated call from another one. */
  requestHash: string;
  userId: string;
  sealedPassword: string;
  progress?: Progress;
};
