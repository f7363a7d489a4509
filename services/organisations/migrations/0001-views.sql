create table app.organisations_v1 (
  organisation_id text primary key,
  kind text not null,
  sole_trader boolean not null,
  owner_person_id text,
  name jsonb not null,
  kvk_number jsonb not null,
  branch_number jsonb,
  brin text,
  rio text,
  revision integer not null
);

create table app.hubs_v1 (
  hub_id text primary key,
  organisation_id text not null,
  kind text not null,
  name text not null,
  town text not null,
  members jsonb not null,
  revision integer not null
);

create table app.people_v1 (
  person_id text primary key,
  name jsonb not null,
  email jsonb not null,
  introduced_by text not null,
  memberships jsonb not null,
  organisations jsonb not null,
  revision integer not null
);
create index people_v1_organisations on app.people_v1 using gin (organisations);
