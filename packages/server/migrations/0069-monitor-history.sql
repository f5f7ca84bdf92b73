-- What checks came to, in buckets of five minutes and of an hour: for graphs, and for the share of the time that something was up.
-- `up_ms` and `down_ms` are how long it was believed to be so; what was paused is in neither.
create table monitor_buckets (
  monitor_id text not null,
  span_ms integer not null,
  at timestamptz not null,
  checks integer not null,
  failures integer not null,
  latency_sum double precision not null,
  latency_min double precision not null,
  latency_max double precision not null,
  value_sum double precision not null,
  value_count integer not null,
  up_ms bigint not null,
  down_ms bigint not null,
  primary key (monitor_id, span_ms, at)
) with (fillfactor = 60);
create index monitor_buckets_by_age on monitor_buckets (span_ms, at);
