-- Alerts that somebody called noise, by episode: said once, and the last word counts.
create table alert_noise (
  alert_id uuid not null,
  episode integer not null,
  reason text not null,
  actor jsonb not null,
  at timestamptz not null,
  primary key (alert_id, episode)
);
create index alert_noise_by_age on alert_noise (at);

-- Who was told of a week's noise, so that it is told once.
create table noise_digests (
  team_id text not null,
  week text not null,
  sent_at timestamptz not null,
  primary key (team_id, week)
);
