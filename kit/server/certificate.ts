import { createPrivateKey, X509Certificate } from "node:crypto";
import { createSecureContext } from "node:tls";
import { z } from "zod";
import { ConfigError, type Env, parseEnv } from "../env.ts";
import { secret } from "../fields.ts";
import type { Logger } from "../log.ts";
import type { Tls } from "./protocols.ts";

/** The variables of a server's certificate. */
export const tlsEnv = {
  TLS_CERT: secret().optional().meta({
    description: "Certificate chain in PEM; with TLS_KEY the port speaks TLS. Files are read again every minute.",
  }),
  TLS_KEY: secret().optional().meta({ description: "Private key of TLS_CERT in PEM." }),
};

type TlsConfig = { TLS_CERT?: string | undefined; TLS_KEY?: string | undefined };

/**
 * The certificate of the configuration, or undefined for clear text. Throws a ConfigError when half of it is there or can not
 * be used. One that has expired is used: whoever asks shall see why it is refused.
 */
export function tlsOf({ TLS_CERT: cert, TLS_KEY: key }: TlsConfig): Tls | undefined {
  if (cert !== undefined && key !== undefined) return usable({ cert, key });
  if (cert === undefined && key === undefined) return undefined;
  throw new ConfigError([`${cert === undefined ? "TLS_CERT" : "TLS_KEY"}: is required, because the other one is set`]);
}

// With a key of another type a TLS context is made without complaint, and then every handshake fails.
function usable(tls: Tls): Tls {
  const fault = faultOf(tls);
  if (fault) throw new ConfigError([fault]);
  return tls;
}

function faultOf({ cert, key }: Tls): string | undefined {
  const certificate = attempt(() => new X509Certificate(cert));
  if (!certificate) return "TLS_CERT: must be a certificate chain in PEM";
  const privateKey = attempt(() => createPrivateKey(key));
  if (!privateKey) return "TLS_KEY: must be a private key in PEM, without a passphrase";
  if (!certificate.checkPrivateKey(privateKey)) return "TLS_KEY: is not the key of TLS_CERT";
  return attempt(() => createSecureContext({ cert, key })) ? undefined : "TLS_CERT: is not a whole chain in PEM";
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

/** Where a certificate comes from, the one in use, who is to use the next, and how often to look. */
export type Renewal = { env: Env; current: Tls; use: (tls: Tls) => void; log: Logger; everyMs?: number };

/**
 * Reads the certificate again and again, because whoever issues it (cert-manager, ACME clients) replaces its files long
 * before it expires and tells nobody. One that can not be read or used is logged, and the present one stays. Gives the
 * function that stops it.
 */
export function keepRenewed({ env, current, use, log, everyMs = 60_000 }: Renewal): () => void {
  const look = () => {
    try {
      const found = tlsOf(parseEnv(z.object(tlsEnv), env));
      if (found?.cert === current.cert && found.key === current.key) return;
      if (!found) throw new ConfigError(["TLS_CERT and TLS_KEY: are empty"]);
      if (hasExpired(found) && !hasExpired(current)) throw new ConfigError(["TLS_CERT: has expired"]);
      use(found);
      current = found;
      log.info({ valid_until: new X509Certificate(found.cert).validTo }, "the certificate was renewed");
    } catch (error) {
      const why = error instanceof ConfigError ? error.message : undefined;
      log.error({ why, err: error }, "the certificate can not be renewed; the one before stays in use");
    }
  };
  const timer = setInterval(look, everyMs).unref();
  return () => clearInterval(timer);
}

const hasExpired = ({ cert }: Tls) => Date.parse(new X509Certificate(cert).validTo) < Date.now();
