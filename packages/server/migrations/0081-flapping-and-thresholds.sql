-- Incidents of which an alert comes and goes too often to be believed. Few are at once, and lists ask for these.
alter table incidents add column is_flapping boolean not null default false;
create index incidents_flapping on incidents (recorded_at desc) where is_flapping;

-- What keeps alerts from counting, the latest placed first: thresholds count those of their span alone, however many the same group
-- held back before. It serves everything that the index without the instant did.
create index placements_by_mute_recency on placements (muted_by, placed_at desc) where muted_by is not null;
drop index placements_by_mute;
