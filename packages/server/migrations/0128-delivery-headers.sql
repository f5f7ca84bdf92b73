-- The headers that came with a body, for whoever writes a mapping over them. What authorises a sender is kept by its name alone.
-- Null: of requests of before, and of what no request brought.
alter table deliveries add column headers jsonb;
