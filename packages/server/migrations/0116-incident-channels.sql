-- The channel of an incident in a chat: what is known of it there, and what it was shown. A row is written when an incident first has
-- something to show; it is work while `due_at` is set. `name` is what was asked for before it is known to be there, so that whoever goes on
-- after a crash finds it again and makes no second one. Facts up to `told_version` were told; one beyond it and up to `telling_version`
-- may have been. `lease` is the fence of whoever works on it.
create table incident_channels (
  incident_id text primary key,
  system text not null,
  state text not null,
  name text,
  -- How many channels it has had: one that cannot be opened again is followed by another.
  generation integer not null,
  former_id text,
  channel_id text,
  channel_url text,
  summary_ts text,
  summary_digest text,
  is_pinned boolean not null,
  topic text,
  purpose text,
  told_version integer not null,
  telling_version integer not null,
  -- People by their id: `in`, or why they are not.
  invited jsonb not null,
  archive_at timestamptz,
  wanted_version integer not null,
  due_at timestamptz,
  lease integer not null,
  leased_until timestamptz,
  failures integer not null,
  failing_since timestamptz,
  problem_code text,
  problem text,
  problem_at timestamptz,
  requested_at timestamptz not null
);
create unique index incident_channels_by_name on incident_channels (system, name) where name is not null;
create unique index incident_channels_by_channel on incident_channels (system, channel_id) where channel_id is not null;
create index incident_channels_due on incident_channels (due_at) where due_at is not null;
create index incident_channels_problems on incident_channels (problem_at) where problem_at is not null;
