-- What a chat told us of messages in the channels of incidents: kept before it is answered, worked off behind that, and once for each event
-- however often it is sent. What became of the message is looked up when it is worked on, so that the order of events does not matter.
create table chat_events (
  event_id text primary key,
  kind text not null,
  channel_id text not null,
  message_ts text not null,
  member text,
  team text,
  received_at timestamptz not null,
  -- Null when it is done; while somebody works on it, the end of the lease.
  due_at timestamptz,
  attempts integer not null,
  problem text
);
create index chat_events_due on chat_events (due_at) where due_at is not null;
create index chat_events_by_age on chat_events (received_at);
