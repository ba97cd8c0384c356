-- The keys that sign access tokens. What a key does at a moment is decided by its row and this database's clock alone,
-- so that all replicas agree.
CREATE TABLE signing_keys (
  kid VARCHAR(64) PRIMARY KEY,
  algorithm VARCHAR(16) NOT NULL CONSTRAINT signing_keys_algorithm_known CHECK (algorithm IN ('ES256', 'EdDSA')),
  -- The public part as a JWK (RFC 7517), and the private part sealed by KEY_ENCRYPTION_KEYS.
  public_jwk JSONB NOT NULL,
  sealed_private TEXT NOT NULL,
  -- It signs from here on, until its successor does.
  active_from TIMESTAMP WITH TIME ZONE NOT NULL,
  retired_at TIMESTAMP WITH TIME ZONE,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT clock_timestamp()
);

GRANT SELECT, INSERT, UPDATE, DELETE ON signing_keys TO auth_app;
