-- Calendars: days such as public holidays, and shifts that somebody else's calendar has. What is read is kept, so that the past of a
-- schedule stays when a calendar changes.
create table calendars (
  id text primary key,
  name text not null,
  use text not null,
  source jsonb not null,
  zone text,
  -- By what an event says, the id of the person.
  people jsonb not null,
  -- The address that is read, which may open the calendar by itself.
  secret_sealed text,
  days jsonb not null,
  shifts jsonb not null,
  owned_by text not null,
  created_at timestamptz not null
);

-- How reading a calendar goes. No row: it is due at once.
create table calendar_reads (
  calendar_id text primary key references calendars (id) on delete cascade,
  due timestamptz not null,
  tried_at timestamptz not null,
  -- When it was last read with success; null: never.
  read_at timestamptz,
  error text,
  warnings jsonb not null,
  -- What was read last, so that the same is not worked through again.
  digest text
);
create index calendar_reads_by_due on calendar_reads (due);
