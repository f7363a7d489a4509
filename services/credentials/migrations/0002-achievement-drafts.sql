create table app.achievement_drafts_v1 (
  achievement_id text primary key,
  organisation_id text not null,
  version integer not null,
  since text,
  definition jsonb,
  revision integer not null
);
create index achievement_drafts_v1_organisation on app.achievement_drafts_v1 (organisation_id, achievement_id);
