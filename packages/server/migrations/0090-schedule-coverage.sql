-- Whom a schedule's team is, what happens while nobody is on call, and who learns beside those who are.
alter table schedules
  add column team_id text,
  -- {kind: user | team | policy, id} or {kind: nobody}
  add column when_empty jsonb,
  -- [{user, of, startsAt, endsAt}]
  add column shadows jsonb not null default '[]';

-- What was known of a schedule when somebody last looked: what differs from it, an edit made. `problems` were looked for until
-- `horizon_at`; `next_shifts` is the next shift of each person.
create table on_call_watch (
  schedule_id text primary key,
  fingerprint text not null,
  looked_at timestamptz not null,
  horizon_at timestamptz not null,
  problems jsonb not null,
  next_shifts jsonb not null
);
