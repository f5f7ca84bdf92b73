-- Who set, changed and ended which silence, for its page and the audit log. `before` is null where it was not there yet. Numbered
-- per silence, whose row is locked by whoever writes.
create table silence_changes (
  silence_id uuid not null,
  seq integer not null,
  at timestamptz not null,
  act text not null,
  actor jsonb not null,
  before jsonb,
  after jsonb not null,
  primary key (silence_id, seq)
);
create index silence_changes_by_recency on silence_changes (at desc, silence_id, seq);
