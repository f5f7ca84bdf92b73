-- A provider that hangs must not hold up the pages of the others: what waits is found by channel, and each channel has room of its own.
-- What goes through no channel (events for other systems) has the empty one.
alter table outbox add column channel text not null
  generated always as (coalesce(message -> 'target' ->> 'channel', '')) stored;
create index outbox_pending_by_channel on outbox (class, channel, due) where state = 'pending';
drop index outbox_pending;
