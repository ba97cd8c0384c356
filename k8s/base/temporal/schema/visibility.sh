#!/bin/sh
# Makes or updates the tables of Temporal's index in the database that CloudNativePG has made. Safe to repeat.
set -eu

owner=/run/secrets/visibility
export SQL_PLUGIN=postgres12_pgx SQL_HOST=temporal-visibility-db-rw.temporal.svc SQL_PORT=5432 SQL_DATABASE=temporal_visibility
export SQL_TLS=true SQL_TLS_CA_FILE=/run/visibility-ca/ca.crt
SQL_USER="$(cat $owner/username)" SQL_PASSWORD="$(cat $owner/password)"
export SQL_USER SQL_PASSWORD

temporal-sql-tool setup-schema --version 0.0
temporal-sql-tool update-schema --schema-dir /etc/temporal/schema/postgresql/v12/visibility/versioned
