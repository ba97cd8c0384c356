import assert from "node:assert/strict";
import { test } from "node:test";
import { Access } from "../gen/flock/access/v1/access_pb.ts";
import { ProfileService } from "../gen/flock/profile/v1/profile_service_pb.ts";
import { RegistrationService } from "../gen/flock/registration/v1/registration_service_pb.ts";
import { Health } from "../gen/grpc/health/v1/health_pb.ts";
import { ConfigError } from "./env.ts";
import { assertRules } from "./gate.ts";
import { serviceWith } from "./testing/services.ts";

test("a service with a method that has no usable rule does not start", () => {
  const service = serviceWith({
    Fine: { access: Access.PUBLIC },
    Undeclared: undefined,
    Unspecified: { access: Access.UNSPECIFIED },
    Callerless: { access: Access.SERVICE },
  });
  assert.throws(
    () => assertRules([ProfileService, Health, service]),
    (error) => {
      assert(error instanceof ConfigError);
      const names = error.faults.map((fault) => fault.split(":")[0]);
      assert.deepEqual(
        names,
        ["Undeclared", "Unspecified", "Callerless"].map((name) => `test.TestService/${name}`),
      );
      return true;
    },
  );
});

test("every method of the real services, health included, has a usable rule", () => {
  assertRules([ProfileService, RegistrationService, Health]);
});
