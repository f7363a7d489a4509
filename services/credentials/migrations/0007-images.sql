create table app.images_v1 (
  image_id text primary key,
  organisation_id text not null,
  file text not null,
  type text not null,
  size integer not null,
  width integer,
  height integer,
  uploaded_at text not null,
  revision integer not null
);
create index images_v1_organisation on app.images_v1 (organisation_id, uploaded_at);
create index images_v1_file on app.images_v1 (file);

-- A definition tells its image too.
create table app.achievements_v2 (
  achievement_id text primary key,
  organisation_id text not null,
  open boolean not null,
  fields jsonb not null,
  versions jsonb not null,
  revision integer not null
);
create index achievements_v2_organisation on app.achievements_v2 (organisation_id);
create index achievements_v2_fields on app.achievements_v2 using gin (fields);

create table app.achievement_drafts_v2 (
  achievement_id text primary key,
  organisation_id text not null,
  version integer not null,
  since text,
  definition jsonb,
  revision integer not null
);
create index achievement_drafts_v2_organisation on app.achievement_drafts_v2 (organisation_id, achievement_id);
