-- The core: what came in (deliveries, alerts, signals), what people work on (incidents and their facts), and what must
-- happen next (wakes, outbox). Instants and ids are always parameters: nothing here reads a clock or makes an id.

-- Raw bodies as they arrived, once a request, kept when the request brought anything new. `encoding` is utf8, or base64
-- for bodies that are no text.
create table deliveries (
  id uuid primary key,
  source_id text not null,
  door text not null,
  received_at timestamptz not null,
  content_type text not null,
  encoding text not null,
  body text not null,
  bytes integer not null
);
create index deliveries_by_source on deliveries (source_id, received_at desc);
create index deliveries_by_age on deliveries (received_at);

-- One row per condition, `(source_id, key)`. Written by the doors only, so that a repeat costs one update of one row and
-- never waits for whoever works on the incident. `transition` is what the last write did, `seq` counts the ones that matter.
create table alerts (
  id uuid primary key,
  source_id text not null,
  key text not null,
  state text not null,
  episode integer not null,
  seq integer not null,
  transition text not null,
  title text not null,
  description text,
  severity text not null,
  labels jsonb not null,
  annotations jsonb not null,
  link text,
  record_only text,
  delivery_id uuid,
  started_at timestamptz not null,
  ended_at timestamptz,
  expires_at timestamptz,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  received_at timestamptz not null,
  repeats bigint not null,
  unique (source_id, key)
) with (fillfactor = 70);
create index alerts_firing on alerts (received_at desc, id) where state = 'firing';
create index alerts_by_label on alerts using gin (labels jsonb_path_ops);

-- What happened to an alert, in order: fired, changed, updated, acknowledged, cleared.
create table signals (
  alert_id uuid not null,
  seq integer not null,
  kind text not null,
  because text,
  episode integer not null,
  at timestamptz not null,
  title text not null,
  severity text not null,
  delivery_id uuid,
  primary key (alert_id, seq)
);

-- Signals that the matcher has not dealt with yet. Insert-only for doors, delete-only for the matcher, which takes an alert's
-- first one only: whoever holds that holds the alert. Ids are made in order of time, so the key is also the order of work.
create table alert_work (
  alert_id uuid not null,
  seq integer not null,
  since timestamptz not null,
  primary key (alert_id, seq)
);

-- Where an alert's latest episode belongs: an incident, or a recorded reason why none. Written by the matcher only. `check_at`
-- is when somebody has to look at a firing alert again: it ends unless it is repeated, or what mutes it ends.
create table placements (
  alert_id uuid primary key,
  episode integer not null,
  incident_id text,
  because text not null,
  silence_id uuid,
  until timestamptz,
  check_at timestamptz,
  placed_at timestamptz not null
);
create index placements_by_incident on placements (incident_id) where incident_id is not null;
create index placements_by_silence on placements (silence_id) where silence_id is not null;
create index placements_by_check on placements (check_at, alert_id) where check_at is not null;

create table facts (
  stream text not null,
  version integer not null,
  at timestamptz not null,
  type text not null,
  because text not null,
  actor jsonb not null,
  data jsonb not null,
  hash text not null,
  primary key (stream, version)
);
create index facts_by_age on facts (at);

-- The fold of the facts: `state` for decisions, the columns for lists.
create table incidents (
  id text primary key,
  version integer not null,
  status text not null,
  title text not null,
  incident_type text not null,
  detection_method text not null,
  priority text not null,
  urgency text not null,
  severity text not null,
  scope text not null,
  category text[] not null,
  services text[] not null,
  owner_id text,
  level text not null,
  source_id text,
  is_test boolean not null,
  is_exhausted boolean not null,
  snoozed_until timestamptz,
  alerts_count integer not null,
  firing_count integer not null,
  occurred_at timestamptz not null,
  detected_at timestamptz not null,
  recorded_at timestamptz not null,
  classified_at timestamptz,
  prioritised_at timestamptz,
  acknowledged_at timestamptz,
  mitigated_at timestamptz,
  restored_at timestamptz,
  resolved_at timestamptz,
  closed_at timestamptz,
  group_key text,
  -- The group while the incident takes further alerts of it: two nodes that open one group at once meet here.
  open_group_key text unique,
  last_hash text not null,
  updated_at timestamptz not null,
  state jsonb not null
) with (fillfactor = 80);
create index incidents_by_recency on incidents (recorded_at desc, id);
create index incidents_by_status on incidents (status, recorded_at desc, id);
create index incidents_by_group on incidents (group_key, recorded_at desc) where group_key is not null;

create table incident_numbers (
  year integer primary key,
  last integer not null
);

create table wakes (
  key text primary key,
  kind text not null,
  subject text not null,
  due timestamptz not null,
  body jsonb not null,
  attempts integer not null default 0,
  last_error text
);
create index wakes_by_due on wakes (due, key);

-- A lease is a due instant in the future and a name: a crash gives the row back by itself.
create table outbox (
  key text primary key,
  class text not null,
  incident_id text,
  state text not null,
  due timestamptz not null,
  leased_by text,
  attempts integer not null,
  message jsonb not null,
  requested_at timestamptz not null,
  ended_at timestamptz,
  provider_ref text,
  last_error text
);
create index outbox_pending on outbox (class, due) where state = 'pending';
create index outbox_by_incident on outbox (incident_id);
create index outbox_by_end on outbox (ended_at) where ended_at is not null;

create table silences (
  id uuid primary key,
  matchers jsonb not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  created_by text not null,
  comment text not null,
  annotations jsonb not null,
  updated_at timestamptz not null
);
create index silences_by_end on silences (ends_at);

create table heartbeats (
  source_id text primary key,
  last_beat_at timestamptz not null
);

create table changes (
  id uuid primary key,
  source_id text not null,
  service_id text,
  at timestamptz not null,
  summary text not null,
  origin text,
  links jsonb not null,
  details jsonb,
  delivery_id uuid
);
create index changes_by_recency on changes (at desc, id);

-- What was wrong with requests at the doors, for the source's page.
create table door_problems (
  id uuid primary key,
  source_id text not null,
  at timestamptz not null,
  problem text not null
);
create index door_problems_by_source on door_problems (source_id, at desc);

-- The nodes that share this database, each by its own clock: whose leases are void, and whose clock is wrong.
create table nodes (
  name text primary key,
  version text not null,
  started_at timestamptz not null,
  seen_at timestamptz not null
);
