-- Signed-in devices. A session lives while its row does and neither of its ends has passed.
CREATE TABLE sessions (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  -- What it was signed in from, as its owner recognises it, and the network address it was last used from.
  device VARCHAR(256) NOT NULL DEFAULT '',
  address VARCHAR(64) NOT NULL DEFAULT '',
  created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT clock_timestamp(),
  last_used_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT clock_timestamp(),
  -- Moved on by every refresh.
  expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
  -- Never moved.
  ends_at TIMESTAMP WITH TIME ZONE NOT NULL
);

CREATE INDEX idx_sessions_user_id ON sessions (user_id, created_at DESC, id DESC);

-- The refresh tokens of a session form a tree: each was given for the use of its parent. The first one has none.
ALTER TABLE auth_tokens
  ADD COLUMN session_id UUID NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  ADD COLUMN parent_id UUID,
  -- When it was first used, or last given a new successor because none of the old ones had been used.
  ADD COLUMN used_at TIMESTAMP WITH TIME ZONE,
  -- When it was replaced by a sibling before it was ever used.
  ADD COLUMN replaced_at TIMESTAMP WITH TIME ZONE;

CREATE INDEX idx_auth_tokens_session_id ON auth_tokens (session_id);
CREATE INDEX idx_auth_tokens_parent_id ON auth_tokens (parent_id);

GRANT SELECT, INSERT, UPDATE, DELETE ON sessions, auth_tokens TO auth_app;
