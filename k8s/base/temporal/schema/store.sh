#!/bin/sh
# Makes or updates what Temporal needs in its store, as the superuser. Safe to repeat, also after half a run.
. /schema/cql.sh
as_superuser

# The keyspace by hand, because the tool has no word for tablets. Temporal's own role reads and writes, and no more.
cql << CQL
create keyspace if not exists temporal
  with replication = {'class':'NetworkTopologyStrategy','$STORE_DATACENTER':$STORE_REPLICATION_FACTOR} $STORE_KEYSPACE_OPTIONS /* end if */;
create role if not exists $(cat $role/username) with login = true and superuser = false /* end if */;
alter role $(cat $role/username) with password = '$(cat $role/password)' and login = true and superuser = false;
grant select on keyspace temporal to $(cat $role/username);
grant modify on keyspace temporal to $(cat $role/username);
CQL

temporal-cassandra-tool -k temporal setup-schema --version 0.0
temporal-cassandra-tool -k temporal update-schema --schema-dir /etc/temporal/schema/cassandra/temporal/versioned
