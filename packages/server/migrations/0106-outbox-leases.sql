-- Which sends are leased is asked every second, and when the answer to a claim was lost: by this, not by a look at everything that waits.
create index outbox_leased on outbox (leased_by) where state = 'pending' and leased_by is not null;
