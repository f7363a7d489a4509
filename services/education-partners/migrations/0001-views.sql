create table app.education_partners_v1 (
  organisation_id text primary key,
  name text,
  kind text,
  level text,
  registered_at text,
  revision integer not null
);

create table app.assessors_v1 (
  appointment_id text primary key,
  organisation_id text not null,
  person_id text not null,
  fields jsonb not null,
  appointed_at text not null,
  revision integer not null
);
create index assessors_v1_organisation on app.assessors_v1 (organisation_id, appointed_at);
