-- Who holds an e-mail address. The one judge of uniqueness: everything that takes or holds an address writes here first.
CREATE TABLE email_claims (
  value VARCHAR(255) PRIMARY KEY,
  user_id UUID NOT NULL,
  registration_id UUID,
  -- When a hold ends by itself; a registration's own claim has no end.
  until TIMESTAMP WITH TIME ZONE,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP
);

GRANT SELECT, INSERT, UPDATE, DELETE ON email_claims TO auth_app;
