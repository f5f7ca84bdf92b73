-- Where a channel has two providers: `second` where the second took a page that the first did not (what the first said is in last_error), and
-- `both` where both failed.
alter table outbox add column provider text;
