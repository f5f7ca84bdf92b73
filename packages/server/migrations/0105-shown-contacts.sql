-- Contacts that people let everybody see in an emergency. The address is that of the moment when they chose: another one under the same id
-- is not shown before they say so again.
create table shown_contacts (
  user_id text not null references users on delete cascade,
  contact_id text not null,
  address text not null,
  primary key (user_id, contact_id)
);
