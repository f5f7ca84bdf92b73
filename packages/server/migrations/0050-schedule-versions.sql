-- A schedule keeps the layers that it had before its edits, each with the instant until which they held, so that an edit never
-- changes who was on call; and temporary schedules, which take the place of everything else in a window.
alter table schedules
  add column earlier jsonb not null default '[]',
  add column temporary jsonb not null default '[]';
