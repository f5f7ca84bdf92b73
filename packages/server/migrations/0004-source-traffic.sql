-- A source that was given a new key keeps the former one until `former_key_ends_at`, so that senders can be moved one by one.
alter table sources
  add column former_key_hash text,
  add column former_key_sealed text,
  add column former_key_ends_at timestamptz;

-- What came in by the hour, for the pages of sources and services. Nodes count in memory and add it up every few seconds; it
-- decides nothing, so that what a crash forgets is missing here alone. `service_id` is what the label `service` says where the
-- source has no service of its own, and empty where nothing does.
create table source_hours (
  source_id text not null,
  hour timestamptz not null,
  signals bigint not null,
  problems bigint not null,
  primary key (source_id, hour)
);
create index source_hours_by_age on source_hours (hour);

create table source_activity (
  source_id text not null,
  service_id text not null,
  last_signal_at timestamptz not null,
  primary key (source_id, service_id)
);
create index source_activity_by_service on source_activity (service_id, last_signal_at desc);

-- When somebody last came with the former key of a source.
create table former_key_uses (
  source_id text primary key,
  last_used_at timestamptz not null
);
