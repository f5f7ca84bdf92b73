-- The team that an event rule gave an incident to. Without one it is that of its services, which follows whoever owns them.
alter table incidents add column team_id text;
update incidents set team_id = state->'record'->>'team' where state->'record'->>'team' is not null;
create index incidents_by_team on incidents (team_id, recorded_at desc) where team_id is not null;
