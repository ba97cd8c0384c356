-- Who holds a username. The one judge of uniqueness: everything that takes or holds a username writes here first.
CREATE TABLE username_claims (
  value VARCHAR(50) PRIMARY KEY,
  user_id UUID NOT NULL,
  registration_id UUID,
  -- When a hold ends by itself; a registration's own claim has no end.
  until TIMESTAMP WITH TIME ZONE,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP
);

GRANT SELECT, INSERT, UPDATE, DELETE ON username_claims TO profile_app;
