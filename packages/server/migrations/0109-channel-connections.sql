-- Connections that nodes keep open to providers of channels, each by its own word: for whoever asks whether they stand.
create table channel_connections (
  channel text not null,
  node text not null,
  state jsonb not null,
  primary key (channel, node)
);
