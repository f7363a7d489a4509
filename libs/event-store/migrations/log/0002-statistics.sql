-- Appends keep the plan that their connection made first. Of a table that was analysed while it held a few rows, that plan
-- reads all of it, for every append, until the next analysis a minute or more and many events later. Of one that was never
-- analysed, PostgreSQL assumes ten pages and takes the index. So the first analysis waits until it comes to the same.
alter table log.events set (
  autovacuum_analyze_threshold = 5000, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_insert_threshold = 5000
);
alter table log.once_keys set (
  autovacuum_analyze_threshold = 5000, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_insert_threshold = 5000
);
