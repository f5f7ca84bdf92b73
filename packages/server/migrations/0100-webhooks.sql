-- Receivers outside that are told what happens to incidents. `former_secret_sealed` signs beside the current one until it ends, so
-- that a receiver can be given the new one in its own time.
create table webhooks (
  id text primary key,
  name text not null,
  url text not null,
  events text[] not null,
  services text[] not null,
  teams text[] not null,
  priorities text[] not null,
  is_active boolean not null,
  secret_sealed text not null,
  former_secret_sealed text,
  former_secret_ends_at timestamptz,
  owned_by text not null,
  created_at timestamptz not null
);

-- How its receiver is: no configuration, so that an answer is no change of one. `disabled_at`: it failed for so long that nobody
-- is told anything there any more.
create table webhook_health (
  webhook_id text primary key,
  failing_since timestamptz,
  last_taken_at timestamptz,
  last_failed_at timestamptz,
  last_error text,
  disabled_at timestamptz,
  disabled_because text
);

-- What each receiver is told, and how that went: the line of what waits and the log of what was. `due_at` is the next attempt, and
-- while one is under way the end of its lease; `attempts` is its fence, and those up to `attempts_before` belong to an earlier round
-- that somebody asked to repeat. `tries` keeps the last attempts, the newest last.
create table webhook_deliveries (
  id uuid primary key,
  webhook_id text not null,
  event_id text not null,
  event_type text not null,
  incident_id text,
  occurred_at timestamptz not null,
  body text not null,
  state text not null,
  due_at timestamptz not null,
  attempts integer not null,
  attempts_before integer not null,
  tries jsonb not null,
  requested_at timestamptz not null,
  ended_at timestamptz
);
create unique index webhook_deliveries_by_event on webhook_deliveries (webhook_id, event_id);
create index webhook_deliveries_due on webhook_deliveries (webhook_id, due_at) where state = 'pending';
create index webhook_deliveries_log on webhook_deliveries (webhook_id, requested_at desc, id desc);
create index webhook_deliveries_by_age on webhook_deliveries (requested_at);
