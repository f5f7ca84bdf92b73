-- Pages of a burst wait for each other and are found by the word that they share; what providers and people answer to the one message
-- that went out is for all pages that were in it.
create index outbox_gathered on outbox ((message ->> 'gather')) where state = 'pending' and message ->> 'gather' is not null;
create index outbox_bundled on outbox ((message ->> 'bundledIn')) where message ->> 'bundledIn' is not null;
