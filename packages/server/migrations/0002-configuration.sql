-- Configuration: ordinary tables. Every change bumps the version, which is how nodes know that what they hold is stale,
-- and leaves the row before and after in the history.
create table config_version (
  "only" boolean primary key check ("only"),
  version integer not null
);
insert into config_version values (true, 1);

create table config_history (
  version integer not null,
  kind text not null,
  id text not null,
  at timestamptz not null,
  actor jsonb not null,
  before jsonb,
  after jsonb,
  primary key (version, kind, id)
);
create index config_history_by_thing on config_history (kind, id, version desc);

create table users (
  id text primary key,
  email text not null,
  name text not null,
  role text not null,
  zone text not null,
  locale text not null,
  is_active boolean not null,
  -- `file` when the configuration file owns the row, else `app`.
  owned_by text not null,
  created_at timestamptz not null
);
create unique index users_by_email on users (lower(email));

-- `id` is unique within its user, as the configuration file writes it. The secret is encrypted.
create table contacts (
  user_id text not null references users on delete cascade,
  id text not null,
  channel text not null,
  address text not null,
  secret text,
  verified_at timestamptz,
  position integer not null,
  primary key (user_id, id)
);

create table notification_rules (
  user_id text not null references users on delete cascade,
  position integer not null,
  urgency text not null,
  after_ms bigint not null,
  contact_id text not null,
  primary key (user_id, position)
);

create table teams (
  id text primary key,
  name text not null,
  members text[] not null,
  owned_by text not null
);

create table schedules (
  id text primary key,
  name text not null,
  zone text not null,
  layers jsonb not null,
  overrides jsonb not null,
  owned_by text not null
);

create table policies (
  id text primary key,
  name text not null,
  version integer not null,
  repeat integer not null,
  repeat_after_ms bigint not null,
  steps jsonb not null,
  owned_by text not null
);

create table services (
  id text primary key,
  name text not null,
  description text not null,
  team_id text,
  policy_id text,
  is_active boolean not null,
  owned_by text not null
);

-- `key_hash` finds the source of a request; the key itself is kept encrypted, so that its page can show the address.
create table sources (
  id text primary key,
  name text not null,
  system text not null,
  service_id text,
  key_hash text not null unique,
  key_sealed text not null,
  group_by text[] not null,
  group_window_ms bigint,
  resolves_when_clear boolean not null,
  quiet_period_ms bigint not null,
  default_severity text not null,
  map jsonb,
  every_ms bigint,
  grace_ms bigint,
  is_active boolean not null,
  owned_by text not null,
  created_at timestamptz not null
);

create table channels (
  channel text primary key,
  config_sealed text not null,
  owned_by text not null
);

create table settings (
  key text primary key,
  value jsonb not null
);

create table api_keys (
  id text primary key,
  name text not null unique,
  key_hash text not null unique,
  role text not null,
  scopes text[] not null,
  expires_at timestamptz,
  last_used_at timestamptz,
  owned_by text not null,
  created_at timestamptz not null
);
