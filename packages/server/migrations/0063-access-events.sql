-- Who signed in, from where, and who tried. Attempts that failed are counted in one row an hour for each address and account, so that
-- whoever tries a million passwords writes a handful of rows; `place` is what such rows are one by, and null for everything else.
create table access_events (
  id uuid primary key,
  at timestamptz not null,
  last_at timestamptz not null,
  count integer not null,
  act text not null,
  user_id text,
  -- Null where nobody proved to be anyone.
  actor jsonb,
  address text,
  agent text,
  detail jsonb not null,
  place text unique
);
create index access_events_by_recency on access_events (last_at desc, id);
create index access_events_by_user on access_events (user_id, last_at desc, id) where user_id is not null;
