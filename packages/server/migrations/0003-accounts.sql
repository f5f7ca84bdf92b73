-- Accounts: how people prove who they are. Of every secret only a hash is kept, so that whoever reads the database can sign in
-- as nobody. Who a person is and what they may do stands in `users` alone.
create table passwords (
  user_id text primary key references users on delete cascade,
  -- With its parameters, so that they can be raised later: `$scrypt$ln=15,r=8,p=3$<salt>$<hash>`.
  hash text not null,
  changed_at timestamptz not null
);

create table sessions (
  id text primary key,
  user_id text not null references users on delete cascade,
  token_hash text not null unique,
  created_at timestamptz not null,
  -- Written every few minutes at most.
  last_used_at timestamptz not null,
  expires_at timestamptz not null,
  address text not null,
  agent text not null
);
create index sessions_by_user on sessions (user_id);
create index sessions_by_expiry on sessions (expires_at);

-- Links and codes that work once: `invite`, `password_reset`, and `contact_code` with the contact as its subject. There is one of a
-- kind at a time: a newer one takes the place of the older.
create table account_tokens (
  user_id text not null references users on delete cascade,
  purpose text not null,
  subject text not null,
  secret_hash text not null,
  attempts integer not null,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  primary key (user_id, purpose, subject)
);
create index account_tokens_by_secret on account_tokens (secret_hash);
create index account_tokens_by_expiry on account_tokens (expires_at);
