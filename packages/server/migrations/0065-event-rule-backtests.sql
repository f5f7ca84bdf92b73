-- Runs of stored signals through changed event rules. A node works on one and writes how far it is; whoever asks reads it here.
create table event_rule_backtests (
  id uuid primary key,
  state text not null,
  -- Whose it is, as in the history of the configuration.
  actor jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  request jsonb not null,
  signals_total integer not null,
  signals_done integer not null,
  report jsonb,
  error text
);
create index event_rule_backtests_by_age on event_rule_backtests (created_at desc);
