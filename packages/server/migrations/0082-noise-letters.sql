-- Digests of noise that were written: of whom (a team, or `admins`), and for which week. Whoever writes the row writes the letters.
create table noise_digests (
  owner text not null,
  week text not null,
  at timestamptz not null,
  primary key (owner, week)
);

-- When more came from a source than is taken as it comes: a storm that is gathered, or bodies and requests that its door turned away.
-- The latest time of each kind; while it goes on it is counted on, and its people are told once.
create table source_notices (
  source_id text not null,
  kind text not null,
  began_at timestamptz not null,
  last_at timestamptz not null,
  count bigint not null,
  primary key (source_id, kind)
);
