-- Messages that callers of the hot line left: from the callback in which the provider tells of one until it is kept with its incident, or
-- given up. Whoever fetches one takes it until `due_at`, and a crash gives it back; `due_at` is null when nothing is left to be done.
create table hotline_recordings (
  -- Of the recording at the provider, which has no other name for it.
  path text primary key,
  -- In full, for whoever downloads by hand what could not be fetched.
  address text not null,
  incident_id text not null,
  -- The call, which is the actor of the notes.
  reporter text not null,
  seconds integer not null,
  told_at timestamptz not null,
  due_at timestamptz,
  attempts integer not null,
  problem text
);
create index hotline_recordings_due on hotline_recordings (due_at) where due_at is not null;
create index hotline_recordings_by_age on hotline_recordings (told_at);
