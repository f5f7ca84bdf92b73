-- What rules over streams of events have counted: an event is not kept, only how many there were of each group of a rule in each span
-- of time. The row of a group is the lock on it: nodes that count the same group wait for each other and see each other's counts.
create table stream_groups (
  source_id text not null,
  rule_id text not null,
  -- A hash of the labels; `others` for those that are no longer told apart.
  group_id text not null,
  labels jsonb not null,
  sample text not null,
  -- From then on nothing of it is in the window of its rule, unless something comes.
  quiet_at timestamptz not null,
  -- While it fires a wake says when somebody looks whether it is still so.
  is_firing boolean not null,
  primary key (source_id, rule_id, group_id)
);
create index stream_groups_quiet on stream_groups (quiet_at) where not is_firing;

create table stream_counts (
  source_id text not null,
  rule_id text not null,
  group_id text not null,
  span_start timestamptz not null,
  n bigint not null,
  primary key (source_id, rule_id, group_id, span_start)
);
