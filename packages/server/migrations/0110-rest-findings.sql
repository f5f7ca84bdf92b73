-- What broke a rule of rest and was let through all the same: by whom, when, and why it was not refused.
create table rest_findings (
  user_id text not null references users,
  kind text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  schedule_ids text[] not null,
  because text not null,
  actor jsonb not null,
  let_through_at timestamptz not null,
  primary key (user_id, kind, starts_at)
);
create index rest_findings_by_end on rest_findings (ends_at);

-- The rules of rest hold unless a reason for less is on record. What was stored as a mere warning was so because nobody had said anything.
update settings set value = jsonb_set(value, '{when_broken}', '"refuse"')
  where key = 'onCall' and value ->> 'when_broken' = 'warn' and value ->> 'reason' is null;
