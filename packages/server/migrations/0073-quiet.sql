-- What keeps the house quiet: what services need, what mutes what, when work is planned, and what a source's alerts have to do to
-- count.
alter table services
  add column depends_on text[] not null default '{}',
  add column when_dependency_fails text not null default 'join';
alter table sources add column quiet jsonb not null default '{}';

create table inhibitions (
  id text primary key,
  name text not null,
  is_active boolean not null,
  causes jsonb not null,
  symptoms jsonb not null,
  equal text[] not null,
  owned_by text not null
);

create table maintenance_windows (
  id text primary key,
  name text not null,
  is_active boolean not null,
  mode text not null,
  pauses_monitors boolean not null,
  zone text not null,
  -- By the wall clock of the zone.
  starts_at_wall text not null,
  lasts_ms bigint not null,
  repeat jsonb,
  until_at timestamptz,
  changes jsonb not null,
  services text[] not null,
  sources text[] not null,
  matchers jsonb not null,
  owned_by text not null
);

-- `muted_by`: what else than a silence keeps the alert from counting, so that it is looked at again when that ends. `causes`: the
-- keys by which it inhibits others while it fires.
alter table placements
  add column muted_by text,
  add column causes text[];
create index placements_by_mute on placements (muted_by) where muted_by is not null;
create index placements_by_cause on placements using gin (causes) where causes is not null;

-- The rules under which causes wrote their keys down: when they change, everything that fires is looked at again. No row: none.
create table inhibition_state (
  "only" boolean primary key check ("only"),
  fingerprint text not null
);

-- Which incidents of a service are open.
create index incidents_working_services on incidents using gin (services) where status in ('open', 'acknowledged', 'mitigated');
