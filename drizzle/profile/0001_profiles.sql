-- The public face of each user.
CREATE TABLE profiles (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id UUID UNIQUE NOT NULL,
  -- The registration that made the row: the key of its idempotency and of its undo.
  registration_id UUID,
  -- The normal form of profile-service/username.ts.
  username VARCHAR(50) UNIQUE NOT NULL CONSTRAINT profiles_username_normal CHECK (
    username ~ '^(?=.{3,50}$)[a-z0-9]+(_[a-z0-9]+)*$'
  ),
  display_name VARCHAR(100),
  bio TEXT,
  -- Since when everybody may see the profile; null while it is hidden.
  published_at TIMESTAMP WITH TIME ZONE,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE INDEX idx_profiles_user_id ON profiles (user_id);

-- The clock of the statement, not of the transaction: a change that waited for a lock must not look older.
CREATE FUNCTION touch_updated_at() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  NEW.updated_at := clock_timestamp();
  RETURN NEW;
END
$$;

CREATE TRIGGER profiles_touch_updated_at BEFORE UPDATE ON profiles FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

GRANT SELECT, INSERT, UPDATE, DELETE ON profiles TO profile_app;

-- The services read it at their start, to refuse a database that is older than they are.
GRANT SELECT ON schema_migrations TO profile_app;
