-- Addresses at which calendars outside read who is on call: whose shifts, or which schedule's. The address itself is kept as a hash.
create table calendar_feeds (
  id uuid primary key,
  user_id text not null references users on delete cascade,
  -- Null: the shifts of the person.
  schedule_id text,
  token_hash text not null unique,
  created_at timestamptz not null,
  last_read_at timestamptz
);
create index calendar_feeds_by_user on calendar_feeds (user_id);
