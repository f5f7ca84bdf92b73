-- Receivers that follow who is on call are configuration, by the API and by the file, and follow one schedule or several. They take
-- the place of `on_call_webhooks`, which is read no more. What they are told stands in `webhook_deliveries`, as
-- `on-call/<id>` and with the schedule that it is about.
create table on_call_receivers (
  id text primary key,
  name text not null,
  url text not null,
  schedules text[] not null,
  is_active boolean not null,
  secret_sealed text not null,
  owned_by text not null,
  created_at timestamptz not null
);

-- The fact of each schedule's record that a receiver was sent last, and where to: a new address is told as well.
create table on_call_told (
  receiver_id text not null,
  schedule_id text not null,
  seq integer not null,
  url text not null,
  primary key (receiver_id, schedule_id)
);

insert into on_call_receivers (id, name, url, schedules, is_active, secret_sealed, owned_by, created_at)
  select w.id, s.name, w.url, array[w.schedule_id], true, w.secret_sealed, 'app', w.created_at
  from on_call_webhooks w join schedules s on s.id = w.schedule_id;
insert into on_call_told (receiver_id, schedule_id, seq, url)
  select id, schedule_id, told_seq, url from on_call_webhooks;

alter table webhook_deliveries add column schedule_id text;
