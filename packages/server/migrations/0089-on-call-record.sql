-- Who really was on call. `on_call_facts` is written when a shift begins or ends and never changed: each row says who is on from `at`
-- until the next row of its schedule, and why. It knows names, so that it outlives whom and what it is about.
create table on_call_facts (
  schedule_id text not null,
  seq integer not null,
  at timestamptz not null,
  recorded_at timestamptz not null,
  cause text not null,
  -- Nothing ran when it happened: written later, from the versions that were in force.
  is_filled_in boolean not null,
  schedule_name text not null,
  -- [{user, name, because}], with layer, override, temporary schedule, team and other schedule.
  people jsonb not null,
  -- Of the whole configuration, as its history counts.
  configuration_version integer not null,
  layers_since_at timestamptz,
  -- The overrides in force, as they were.
  overrides jsonb not null,
  primary key (schedule_id, seq)
);
create index on_call_facts_by_time on on_call_facts (schedule_id, at, seq);

-- How far each record goes. All facts before `until_at` are written; the next one is looked for at `due_at`, never again when null.
create table on_call_records (
  schedule_id text primary key,
  until_at timestamptz not null,
  due_at timestamptz
);
create index on_call_records_by_due on on_call_records (due_at) where due_at is not null;
