import { X509Certificate } from "node:crypto";
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

/** The certificate of the configuration, or undefined for clear text. Throws a ConfigError when half of it is there. */
export function tlsOf({ TLS_CERT: cert, TLS_KEY: key }: TlsConfig): Tls | undefined {
  if (cert !== undefined && key !== undefined) return { cert, key };
  if (cert === undefined && key === undefined) return undefined;
  throw new ConfigError([`${cert === undefined ? "TLS_CERT" : "TLS_KEY"}: is required, because the other one is set`]);
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
      if (!found || (found.cert === current.cert && found.key === current.key)) return;
      createSecureContext(found); // throws when the two do not fit, as in the middle of a replacement
      use(found);
      current = found;
      log.info({ valid_until: new X509Certificate(found.cert).validTo }, "the certificate was renewed");
    } catch (error) {
      log.error({ err: error }, "the certificate can not be renewed; the one before stays in use");
    }
  };
  const timer = setInterval(look, everyMs).unref();
  return () => clearInterval(timer);
}
