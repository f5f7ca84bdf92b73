-- Receivers that are told whenever others are on call in a schedule, e.g. to keep a user group of a chat. `told_seq` is the fact of the
-- schedule's record that was told last; the next attempt is at `due_at`, which is also the lease of whoever sends.
create table on_call_webhooks (
  id text primary key,
  schedule_id text not null,
  url text not null,
  secret_sealed text not null,
  told_seq integer not null,
  attempts integer not null,
  due_at timestamptz not null,
  last_error text,
  last_told_at timestamptz,
  created_at timestamptz not null
);
create index on_call_webhooks_by_schedule on on_call_webhooks (schedule_id);
