-- An organisation's own words for pages, by kind of channel and language, and what was last wrong with them when a page was to be worded.
create table message_templates (
  id text primary key,
  subject text,
  body text not null,
  owned_by text not null
);

-- One row a template: the newest problem. Saving or deleting the template takes it away.
create table message_template_problems (
  template_id text primary key,
  at timestamptz not null,
  problem text not null,
  incident_id text
);

-- What the auditor of paging found: how often, and on which incidents. Nothing is what there should be.
create table paging_findings (
  at timestamptz not null,
  finding text not null,
  count integer not null,
  incidents text[] not null,
  primary key (at, finding)
);
