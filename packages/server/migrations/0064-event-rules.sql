-- Event rules: configuration, asked of every alert before it is placed, those of the file first and then in the order of
-- `position`. `actions` is what they do, as the core has it.
create table event_rules (
  id text primary key,
  name text not null,
  position integer not null,
  condition text not null,
  zone text not null,
  actions jsonb not null,
  stops boolean not null,
  is_active boolean not null,
  owned_by text not null
);

-- The rule that keeps an alert out of incidents, and what each rule that the alert met did to it, as it was then.
alter table placements
  add column rule_id text,
  add column routed jsonb;
create index placements_by_rule on placements (alert_id) where rule_id is not null;

-- How often rules met an alert, and failed on one, by the hour. Nodes count in memory and add it up every few seconds; it decides
-- nothing, so that what a crash forgets is missing here alone.
create table event_rule_hours (
  rule_id text not null,
  hour timestamptz not null,
  matched bigint not null,
  failed bigint not null,
  primary key (rule_id, hour)
);
create index event_rule_hours_by_age on event_rule_hours (hour);
