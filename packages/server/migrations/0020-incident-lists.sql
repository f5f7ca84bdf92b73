-- Lists of incidents: every order has an index that a page can start in, and every filter an index that finds its rows. What
-- changes all the time (counts, the state, when it was last touched) stands in none of them, so that alerts which join an
-- incident still touch no index at all.
-- `length(id), id` orders ids by their number also beyond 999,999 of a year, which the text alone does not.

-- Pairs of neighbouring letters in lower case: what holds a word holds all of its pairs. Unlike whole words this finds parts of
-- host names, and languages without spaces; unlike trigrams it needs no extension of the database.
-- A loop, because it takes a quarter of the time of a query for the same.
create function tocsin_letter_pairs(words text) returns text[]
  language plpgsql immutable strict parallel safe
as $$
declare
  low text := lower(words);
  pairs text[] := '{}';
begin
  for place in 1 .. length(low) - 1 loop
    pairs := pairs || substr(low, place, 2);
  end loop;
  return pairs;
end
$$;

-- How far the work is: what waits for somebody comes first.
create function tocsin_stage(status text) returns integer
  language sql immutable strict parallel safe
  return case status
    when 'open' then 0 when 'acknowledged' then 1 when 'mitigated' then 1 when 'verifying' then 2 when 'resolved' then 3 else 4
  end;

-- Orders. The first column leads, and within it the newest come first.
create index incidents_newest on incidents (recorded_at desc, (length(id)) desc, id desc);
create index incidents_by_stage on incidents (tocsin_stage(status), recorded_at desc, (length(id)) desc, id desc);
create index incidents_by_priority on incidents (priority, recorded_at desc, (length(id)) desc, id desc);
create index incidents_by_first_service on incidents (
  (coalesce(services[1], '')), recorded_at desc, (length(id)) desc, id desc
);

-- Filters.
create index incidents_by_letters on incidents using gin (tocsin_letter_pairs(title || chr(10) || id));
-- The planner needs no statistics to take this index for words; gathering them would hold up the embedded engine.
alter index incidents_by_letters alter column 1 set statistics 0;
create index incidents_by_service on incidents using gin (services);
create index incidents_by_state on incidents (status, recorded_at desc, (length(id)) desc, id desc);
create index incidents_by_owner on incidents (owner_id, recorded_at desc, (length(id)) desc, id desc);
create index incidents_by_source on incidents (source_id, recorded_at desc, (length(id)) desc, id desc);
create index incidents_by_kind on incidents (incident_type, severity, scope, urgency, level);
create index incidents_marked on incidents (recorded_at desc)
  where is_test or is_exhausted or snoozed_until is not null;
create index incidents_by_resolution on incidents (resolved_at desc) where resolved_at is not null;

-- These had a direction that no list asks for; the ones above take their place.
drop index incidents_by_recency;
drop index incidents_by_status;

-- Lists that people keep: a filter with an order. Personal ones belong to one person, shared ones to all.
create table incident_views (
  id uuid primary key,
  owner_id text not null references users on delete cascade,
  name text not null,
  query text not null,
  sort text not null,
  grouping text,
  is_shared boolean not null,
  version integer not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create unique index incident_views_by_owner on incident_views (owner_id, lower(name));
create index incident_views_shared on incident_views (is_shared) where is_shared;
