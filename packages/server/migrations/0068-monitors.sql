-- Monitors: what is checked, and the data sources that metrics are asked of. Configuration like any other.
create table data_sources (
  id text primary key,
  name text not null,
  system text not null,
  settings jsonb not null,
  secret_sealed text,
  is_active boolean not null,
  owned_by text not null,
  created_at timestamptz not null
);

create table monitors (
  id text primary key,
  name text not null,
  kind text not null,
  settings jsonb not null,
  secret_sealed text,
  service_id text,
  layer text not null,
  severity text not null,
  warning_severity text not null,
  scope text,
  every_ms bigint not null,
  timeout_ms bigint not null,
  confirm integer not null,
  recover integer not null,
  for_ms bigint not null,
  no_data text not null,
  quiet_period_ms bigint not null,
  is_active boolean not null,
  owned_by text not null,
  created_at timestamptz not null
);

-- Where each monitor stands, and when it is checked next. A lease is a due instant in the future and a name, as in the outbox; `attempts`
-- fences: whoever claimed later counted on. `progress` are findings in a row that are not believed yet. `firing` is the severity
-- that was told. The rows are narrow and written all the time.
create table monitor_states (
  monitor_id text primary key,
  due timestamptz not null,
  leased_by text,
  attempts bigint not null,
  level text not null,
  since timestamptz not null,
  progress jsonb,
  firing text,
  checks bigint not null,
  checked_at timestamptz,
  is_ok boolean,
  latency_ms double precision,
  value double precision,
  message text,
  paused_until timestamptz
) with (fillfactor = 60);
create index monitor_states_by_due on monitor_states (due);

-- The last checks of each monitor, in a ring: check number n is in slot n modulo the size of the ring.
create table monitor_results (
  monitor_id text not null,
  slot integer not null,
  at timestamptz not null,
  finding text not null,
  latency_ms double precision not null,
  value double precision,
  message text not null,
  primary key (monitor_id, slot)
) with (fillfactor = 60);
