-- Doors that check who knocks: a source may hold a secret, encrypted, and settings that only its system has.
alter table sources
  add column secret_sealed text,
  add column options jsonb not null default '{}';

-- Requests that could not be read, whole, so that they can be read again once the mapping or we are mended. The same request
-- that comes again is counted. How many there are of a source, and how large they are together, is bounded by who writes them.
create table dead_letters (
  id uuid primary key,
  source_id text not null,
  door text not null,
  -- SHA-256 of the door, the path and the body.
  fingerprint text not null,
  method text not null,
  path text not null,
  query text not null,
  -- Without what authorises the sender.
  headers jsonb not null,
  encoding text not null,
  body text not null,
  bytes integer not null,
  error text not null,
  times integer not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  replays integer not null,
  replayed_at timestamptz,
  unique (source_id, fingerprint)
);
create index dead_letters_by_source on dead_letters (source_id, last_at desc, id);
create index dead_letters_by_age on dead_letters (last_at);
