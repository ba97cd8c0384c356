-- A user's own claims: the name they have, and the one they gave up and is held for them.
CREATE INDEX idx_username_claims_user_id ON username_claims (user_id);
