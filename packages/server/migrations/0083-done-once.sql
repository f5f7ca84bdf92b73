-- What is done once, however often it is asked for and on whichever node: a report whose form is sent twice, a reply by mail that its server
-- hands over again. The row is written in the transaction of what it stands for; the answer is what whoever comes again is told.
create table done_once (
  purpose text not null,
  key text not null,
  at timestamptz not null,
  answer jsonb,
  primary key (purpose, key)
);
create index done_once_by_age on done_once (at);
-- Mails of the portal that an address has got lately, by a digest of it that only this installation can make: nobody is flooded with mails
-- by somebody else who fills in their address.
create table portal_mails (
  report_id text primary key,
  address_digest text not null,
  at timestamptz not null
);
create index portal_mails_by_address on portal_mails (address_digest, at);
create index portal_mails_by_age on portal_mails (at);
