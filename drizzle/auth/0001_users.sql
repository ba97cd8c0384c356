-- Who may sign in, and how far each one got.
CREATE TABLE users (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  -- The normal form of auth-service/email.ts, letter for letter.
  email VARCHAR(255) UNIQUE NOT NULL CONSTRAINT users_email_normal CHECK (
    email ~ $form$^(?=.{3,254}$)(?=[^@]{1,64}@)[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$$form$
  ),
  password_hash VARCHAR(255) NOT NULL,
  status VARCHAR(50) NOT NULL DEFAULT 'pending' CONSTRAINT users_status_known CHECK (
    status IN ('pending', 'active', 'disabled', 'deleting', 'erasing')
  ),
  -- The registration that made the row: the key of its idempotency and of its undo.
  registration_id UUID,
  email_verified_at TIMESTAMP WITH TIME ZONE,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- The clock of the statement, not of the transaction: a change that waited for a lock must not look older.
CREATE FUNCTION touch_updated_at() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  NEW.updated_at := clock_timestamp();
  RETURN NEW;
END
$$;

CREATE TRIGGER users_touch_updated_at BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

GRANT SELECT, INSERT, UPDATE, DELETE ON users TO auth_app;

-- The services read it at their start, to refuse a database that is older than they are.
GRANT SELECT ON schema_migrations TO auth_app;
