import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import {
  type Registration,
  RegistrationSchema,
  RegistrationState,
  type RegistrationStepSchema,
  StepState,
} from "../../gen/flock/registration/v1/registration_pb.ts";
import type { Progress, Step } from "./contract.ts";

const STATES = {
  RUNNING: RegistrationState.RUNNING,
  COMPLETED: RegistrationState.COMPLETED,
  FAILED: RegistrationState.FAILED,
} as const satisfies Record<Progress["state"], RegistrationState>;

const STEP_STATES = {
  PENDING: StepState.PENDING,
  RUNNING: StepState.RUNNING,
  DONE: StepState.DONE,
  FAILED: StepState.FAILED,
  UNDONE: StepState.UNDONE,
} as const satisfies Record<Step["state"], StepState>;

/** The registration message of a progress. */
export const registrationToProto = (id: string, progress: Progress): Registration =>
  create(RegistrationSchema, {
    id,
    state: STATES[progress.state],
    failureReason: progress.failureReason,
    steps: progress.steps.map(stepToProto),
    createdAt: timestampFromMs(progress.createdAtMs),
    updatedAt: timestampFromMs(progress.updatedAtMs),
  });

const stepToProto = ({ name, state, attempts, updatedAtMs }: Step) =>
  ({
    name,
    state: STEP_STATES[state],
    attempts,
    ...(updatedAtMs !== undefined && { updatedAt: timestampFromMs(updatedAtMs) }),
  }) satisfies MessageInitShape<typeof RegistrationStepSchema>;
