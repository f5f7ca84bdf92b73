-- A person's own calendar, from which their time off is read. The address opens the calendar by itself.
create table time_off_calendars (
  user_id text primary key references users on delete cascade,
  secret_sealed text not null,
  -- Of the address, to know it again by.
  host text not null,
  -- Which events count: `all`, or what is marked or titled as `out_of_office`.
  events text not null,
  words jsonb not null,
  -- Whole days count although the calendar shows them as free.
  free_days boolean not null
);

-- How reading it goes. No row: it is due at once.
create table time_off_reads (
  user_id text primary key references time_off_calendars (user_id) on delete cascade,
  due timestamptz not null,
  tried_at timestamptz not null,
  -- When it was last read with success; null: never.
  read_at timestamptz,
  -- Why it could not be read the last time, how often in a row, and since when; told_at: the person has a letter of it.
  error jsonb,
  failures integer not null,
  failing_since timestamptz,
  told_at timestamptz,
  warnings jsonb not null,
  -- What was read last, so that the same is not worked through again, and what its server knows it by.
  digest text,
  validators jsonb
);
create index time_off_reads_by_due on time_off_reads (due);

-- The event that it came from, while the calendar is read; title: of that event, for the person alone.
alter table time_off add column event_key text;
alter table time_off add column title text;
create unique index time_off_by_event on time_off (user_id, event_key) where event_key is not null;

-- Events of the calendar that the person does not want to count. They keep their ids, so that they can come back.
create table time_off_ignored (
  id text primary key,
  user_id text not null references users on delete cascade,
  event_key text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  title text not null,
  created_at timestamptz not null
);
create unique index time_off_ignored_by_event on time_off_ignored (user_id, event_key);
