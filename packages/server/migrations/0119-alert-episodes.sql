-- Which alerts an incident has, and in which episode each fires or fired last, beside its state instead of in it. In the state the list
-- was written anew with every change of the incident, and a storm of n alerts cost the square of n. Here it is written now and then;
-- what came since is in the facts.
alter table incidents
  add column alert_episodes jsonb not null default '{"firing": {}, "cleared": {}}',
  -- Of the incident when the list was written.
  add column alert_episodes_version int not null default 0;

update incidents set
  alert_episodes = jsonb_build_object('firing', state->'record'->'firing', 'cleared', state->'record'->'cleared'),
  alert_episodes_version = version,
  state = state #- '{record,firing}' #- '{record,cleared}';

-- As it is now: what was written, and what the facts since then say last of each alert. Alerts go from one incident to another only in
-- facts with which the list is written.
create function tocsin_alert_episodes(i incidents) returns jsonb language sql stable as $$
  with since as (
    select distinct on (alert->>'id') alert->>'id' as id, alert->'episode' as episode, f.type = 'AlertsAttached' as fires
    from facts f, jsonb_array_elements(f.data->'alerts') as alert
    where f.stream = i.id and f.version > i.alert_episodes_version and f.type in ('AlertsAttached', 'AlertsCleared')
    order by alert->>'id', f.version desc
  )
  select jsonb_build_object(
    'firing', coalesce((select jsonb_object_agg(e.key, e.value) from jsonb_each(i.alert_episodes->'firing') e
        where not exists (select 1 from since where since.id = e.key)), '{}')
      || coalesce((select jsonb_object_agg(id, episode) from since where fires), '{}'),
    'cleared', coalesce((select jsonb_object_agg(e.key, e.value) from jsonb_each(i.alert_episodes->'cleared') e
        where not exists (select 1 from since where since.id = e.key)), '{}')
      || coalesce((select jsonb_object_agg(id, episode) from since where not fires), '{}'))
$$;

-- The whole state, as the facts give it when they are replayed.
create function tocsin_incident_state(i incidents) returns jsonb language sql stable as $$
  select jsonb_set(i.state, '{record}', (i.state->'record') || tocsin_alert_episodes(i))
$$;
