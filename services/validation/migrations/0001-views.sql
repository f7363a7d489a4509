create table app.my_learning_v1 (
  person_id text primary key,
  records jsonb not null,
  validations jsonb not null
);

create table app.assessor_queue_v1 (
  validation_id text primary key,
  organisation_id text not null,
  learner_id text not null,
  achievement_id text not null,
  achievement_version integer not null,
  name text not null,
  fields jsonb not null,
  to_assess jsonb not null,
  stated_by text,
  waits_for text not null,
  since text not null,
  revision integer not null
);
create index assessor_queue_v1_waiting on app.assessor_queue_v1 (organisation_id, since);

create table app.statement_requests_v1 (
  validation_id text primary key,
  organisation_id text not null,
  person_id text,
  basis text not null,
  learner_id text not null,
  name text not null,
  criteria jsonb not null,
  since text not null
);
create index statement_requests_v1_waiting on app.statement_requests_v1 (organisation_id, since);

create table app.validation_file_v1 (
  validation_id text primary key,
  learner_id text not null,
  achievement_id text not null,
  achievement_version integer not null,
  name text not null,
  school_id text not null,
  organisation_id text not null,
  person_id text,
  basis text not null,
  status text not null,
  requested_at text not null,
  decided_at text,
  criteria jsonb not null,
  claims jsonb not null,
  evidence jsonb not null,
  records jsonb not null,
  statement jsonb,
  assessments jsonb not null,
  missing jsonb not null,
  revision integer not null
);
