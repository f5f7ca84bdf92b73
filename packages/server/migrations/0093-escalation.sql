-- Escalation: criteria that take an incident up the ladder, acknowledgements that end, low urgency that waits for working hours,
-- vendors who can be called, whose turn it is in steps that take turns, and what a team asks of its members.
alter table policies add column criteria jsonb not null default '[]';
alter table policies add column ack_timeout_ms bigint;
alter table policies add column holds_low boolean not null default false;
alter table users add column hours jsonb;
alter table teams add column minimum jsonb;

create table vendors (
  id text primary key,
  name text not null,
  phone text,
  contacts jsonb not null,
  reference text,
  hours jsonb,
  owned_by text not null
);

-- How many turns of a step have been taken. Whoever takes one writes the next number over the one that was read.
create table policy_turns (
  key text primary key,
  number bigint not null
);
