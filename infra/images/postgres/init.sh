#!/bin/bash
# Runs once, when the data folder is new: a database and two roles for each service that has one. The owner migrates the
# log; the runtime role may only read and add there, and owns everything else. The same as infra/local-servers does it.
set -euo pipefail

for service in organisations education-partners challenges validation credentials identity; do
  name=${service//-/_}
  runtime_password="${name^^}_DATABASE_PASSWORD"
  owner_password="${name^^}_OWNER_PASSWORD"
  psql -v ON_ERROR_STOP=1 --quiet --username "$POSTGRES_USER" --dbname postgres \
    -v name="$name" -v owner="${name}_owner" \
    -v runtime_password="${!runtime_password}" -v owner_password="${!owner_password}" <<'SQL'
CREATE ROLE :"owner" LOGIN PASSWORD :'owner_password';
CREATE ROLE :"name" LOGIN PASSWORD :'runtime_password';
CREATE DATABASE :"name";
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE :"name" TO :"owner", :"name";
\connect :name
REVOKE ALL ON SCHEMA public FROM PUBLIC;
CREATE SCHEMA log AUTHORIZATION :"owner";
CREATE SCHEMA app AUTHORIZATION :"name";
CREATE SCHEMA rebuild AUTHORIZATION :"name";
CREATE SCHEMA retired AUTHORIZATION :"name";
GRANT USAGE ON SCHEMA log TO :"name";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA log GRANT SELECT, INSERT ON TABLES TO :"name";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA log GRANT USAGE ON SEQUENCES TO :"name";
SQL
done
