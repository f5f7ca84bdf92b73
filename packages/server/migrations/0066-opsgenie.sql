-- Alerts as clients of Opsgenie's Alert API know them: an alert of theirs is one episode of one of ours, so that an alias that comes
-- back after it was closed is a new alert with a number of its own. What the people of its incident do is read from the incident.
create table opsgenie_alerts (
  id uuid primary key,
  source_id text not null,
  tiny_id bigint not null,
  alias text not null,
  -- The condition in `alerts`.
  alert_id uuid not null,
  message text not null,
  description text,
  status text not null,
  priority text not null,
  tags text[] not null,
  details jsonb not null,
  entity text,
  source text,
  username text,
  actions text[] not null,
  responders jsonb not null,
  acknowledged boolean not null,
  acknowledged_at timestamptz,
  acknowledged_by text,
  owner text,
  snoozed_until timestamptz,
  count bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  last_occurred_at timestamptz not null,
  closed_at timestamptz,
  closed_by text,
  unique (source_id, tiny_id)
);
create unique index opsgenie_alerts_open on opsgenie_alerts (source_id, alias) where status = 'open';
create index opsgenie_alerts_by_alias on opsgenie_alerts (source_id, alias, created_at desc);
create index opsgenie_alerts_by_recency on opsgenie_alerts (source_id, created_at desc, id);
create index opsgenie_alerts_by_end on opsgenie_alerts (closed_at) where closed_at is not null;

create table opsgenie_numbers (
  source_id text primary key,
  last bigint not null
);

-- Notes and log lines of an alert; ids are made in order of time.
create table opsgenie_entries (
  id uuid primary key,
  opsgenie_alert_id uuid not null,
  kind text not null,
  at timestamptz not null,
  owner text not null,
  text text not null
);
create index opsgenie_entries_by_alert on opsgenie_entries (opsgenie_alert_id, kind, id);

-- What became of a request; without `processed_at` nobody knows yet.
create table opsgenie_requests (
  id uuid primary key,
  source_id text not null,
  action text not null,
  requested_at timestamptz not null,
  processed_at timestamptz,
  is_success boolean not null,
  status text not null,
  opsgenie_alert_id uuid,
  alias text not null
);
create index opsgenie_requests_by_age on opsgenie_requests (requested_at);

-- What has to be said to the incident of an alert, in order; carried out once the matcher has placed the alert.
create table opsgenie_commands (
  id uuid primary key,
  source_id text not null,
  opsgenie_alert_id uuid not null,
  alert_id uuid not null,
  -- Absent for what a request brought along beside what it asked for.
  request_id uuid,
  command jsonb not null,
  said jsonb not null
);
