-- What people arrange about their shifts.

-- Which letters about shifts a person wants; what is missing is as by default.
create table shift_letters (
  user_id text primary key,
  settings jsonb not null,
  changed_at timestamptz not null
);

-- What somebody leaves to whoever is on call next; read with the hand-over when it was written in the shift that ends.
create table handover_notes (
  schedule_id text not null,
  user_id text not null,
  text text not null,
  written_at timestamptz not null,
  primary key (schedule_id, user_id)
);

-- Somebody asks others to take a span of theirs (`cover`), or to take one and give one of their own (`swap`).
create table shift_requests (
  id text primary key,
  kind text not null,
  schedule_id text not null,
  requester_id text not null,
  -- Who may accept.
  asked text[] not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  -- Of a swap: what the requester takes in return.
  return_schedule_id text,
  return_starts_at timestamptz,
  return_ends_at timestamptz,
  message text not null,
  state text not null,
  -- Who of those asked said no, and why.
  declined jsonb not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  -- The overrides that accepting made: [{schedule, id}]
  overrides jsonb not null
);
create index shift_requests_open on shift_requests (expires_at) where state = 'open';
create index shift_requests_by_schedule on shift_requests (schedule_id, starts_at);

create table time_off (
  id text primary key,
  user_id text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  note text not null,
  -- The calendar that it came from; null: typed in.
  source text,
  created_at timestamptz not null
);
create index time_off_by_end on time_off (ends_at);
create index time_off_by_user on time_off (user_id, starts_at);

create index on_call_facts_by_recording on on_call_facts (recorded_at);
