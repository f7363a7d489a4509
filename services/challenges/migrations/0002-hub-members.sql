-- Who belongs to a hub is a view of its own, since organisations join after a challenge was accepted. Board and story no
-- longer hold it, so they are built anew beside their first versions, which replicas of the code before this may still use.
create table app.hub_members_v1 (
  hub_id text primary key,
  organisations jsonb not null
);
create index hub_members_v1_organisations on app.hub_members_v1 using gin (organisations);

create table app.challenge_board_v2 (
  challenge_id text primary key,
  organisation_id text not null,
  title jsonb not null,
  status text not null,
  hub_id text,
  waits_for text not null,
  waits_on_leg text,
  since text not null,
  legs jsonb not null,
  organisations jsonb not null,
  people jsonb not null,
  revision integer not null
);
create index challenge_board_v2_waiting on app.challenge_board_v2 (since, challenge_id);
create index challenge_board_v2_hub on app.challenge_board_v2 (hub_id);
create index challenge_board_v2_organisations on app.challenge_board_v2 using gin (organisations);
create index challenge_board_v2_people on app.challenge_board_v2 using gin (people);

create table app.challenge_story_v2 (
  challenge_id text primary key,
  steps jsonb not null,
  hub_id text,
  placed jsonb not null,
  teams jsonb not null,
  organisations jsonb not null,
  people jsonb not null,
  revision integer not null
);
