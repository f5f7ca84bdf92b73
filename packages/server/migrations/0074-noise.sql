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
