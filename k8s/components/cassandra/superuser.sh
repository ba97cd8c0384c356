#!/bin/sh
# A new Cassandra knows one user, whose name and password stand in every manual. Makes our superuser in its place and shuts
# that one out. Safe to repeat.
. /schema/cql.sh

known() { temporal-cassandra-tool -k system validate-health > /dev/null 2>&1; }

as_superuser
if ! known; then
  CASSANDRA_USER=cassandra CASSANDRA_PASSWORD=cassandra cql << CQL
create role if not exists $(cat $superuser/username) with password = '$(cat $superuser/password)' and login = true and superuser = true /* end if */;
CQL
fi
cql << CQL
alter role cassandra with login = false and superuser = false;
CQL
