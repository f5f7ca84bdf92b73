-- Browsers that are pushed to. Each is a contact of the channel `webpush`, whose address is the browser's name and whose secret is
-- what it is pushed with; here stands where a push leads, as a hash, so that one browser is never two people's, and whether it ended.
create table browsers (
  user_id text not null references users on delete cascade,
  contact_id text not null,
  endpoint_hash text not null,
  subscribed_at timestamptz not null,
  ended_at timestamptz,
  ended_because text,
  primary key (user_id, contact_id)
);
create index browsers_by_endpoint on browsers (endpoint_hash);

-- Keys that the installation made for itself at its first start, encrypted like every other secret.
create table house_keys (
  name text primary key,
  sealed text not null,
  created_at timestamptz not null
);
