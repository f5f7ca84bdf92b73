-- How many messages a person got by a channel is asked before each further page of a channel with a limit.
create index outbox_of_person on outbox ((message ->> 'user'), ended_at) where state = 'done';
