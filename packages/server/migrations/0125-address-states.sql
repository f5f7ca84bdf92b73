-- What is known of an address that is written to, beside whether its owner has shown that it reaches them: of people's contacts, of vendors, and of
-- places of chats that policies name. One address is one, whoever uses it.
create table address_states (
  channel text not null,
  address text not null,
  -- The last message to it that its provider refused for good, or that came back.
  failed_at timestamptz,
  failed_how text,
  failed_cause text,
  -- Its owner asked for no more messages (STOP), until they ask for them again; whose verified contact it was.
  opted_out_at timestamptz,
  opted_out_users text[],
  -- Of a vendor or a place, which have nobody to type a code: the last test message, and who saw that one arrive.
  tested_at timestamptz,
  tested_by text,
  verified_at timestamptz,
  verified_by text,
  primary key (channel, address)
);
