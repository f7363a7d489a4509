-- One row for each step: a story that lay in one row was written anew, whole, with every step. Who may read it is told by the
-- board. The second version may still be used by replicas of the code before this.
create table app.challenge_story_v3 (
  step_id text primary key,
  challenge_id text not null,
  revision integer not null,
  step jsonb not null
);
create index challenge_story_v3_told on app.challenge_story_v3 (challenge_id, revision);
