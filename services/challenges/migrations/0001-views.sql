create table app.challenge_board_v1 (
  challenge_id text primary key,
  organisation_id text not null,
  title jsonb not null,
  status text not null,
  hub_id text,
  waits_for text not null,
  waits_on_leg text,
  since text not null,
  legs jsonb not null,
  hub_organisations jsonb not null,
  organisations jsonb not null,
  people jsonb not null,
  revision integer not null
);
create index challenge_board_v1_waiting on app.challenge_board_v1 (status, since);
create index challenge_board_v1_organisations on app.challenge_board_v1 using gin (organisations);
create index challenge_board_v1_people on app.challenge_board_v1 using gin (people);

create table app.challenge_story_v1 (
  challenge_id text primary key,
  steps jsonb not null,
  placed jsonb not null,
  teams jsonb not null,
  organisations jsonb not null,
  people jsonb not null,
  revision integer not null
);
