-- A place in a status list says more than whether it is set: a message has a number. Changes are counted, to tell when a list is a new one.
create table app.status_places_v2 (
  place text primary key,
  organisation_id text not null,
  list integer not null,
  index integer not null,
  value integer not null,
  changes integer not null,
  changed_at text not null
);
create index status_places_v2_list on app.status_places_v2 (organisation_id, list, value, index);
