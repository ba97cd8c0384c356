-- Every registration that ever reached this service, and whether it was undone. Ids only, kept for ever: a create that
-- arrives after its undo is refused by what is written here. Hence no grant to delete.
CREATE TABLE registration_ledger (
  registration_id UUID PRIMARY KEY,
  user_id UUID NOT NULL,
  undone_at TIMESTAMP WITH TIME ZONE,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP
);

GRANT SELECT, INSERT, UPDATE ON registration_ledger TO profile_app;
