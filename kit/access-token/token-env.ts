import { url } from "../fields.ts";

/** The variable that says whose access tokens are good; the same in every service. */
export const tokenIssuer = () =>
  url("http://localhost:8081").meta({
    description:
      "Whose access tokens are good (`iss`): the URL of auth-service as its clients know it, the same everywhere.",
  });
