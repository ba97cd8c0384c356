-- Every way in which a stored password hash was made: scheme and cost, never a salt or a hash. Written with each hash, never
-- removed: SignIn must know the slowest one, so that a refusal takes as long for every address.
CREATE TABLE password_schemes (
  scheme VARCHAR(100) PRIMARY KEY,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT clock_timestamp()
);

GRANT SELECT, INSERT ON password_schemes TO auth_app;
