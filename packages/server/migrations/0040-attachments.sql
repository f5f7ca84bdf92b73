-- Pictures in notes. The bytes stand in parts, so that whatever reads rows a few hundred at a time, a backup for one, never holds
-- hundreds of whole pictures.
create table attachments (
  id uuid primary key,
  incident_id text not null,
  name text not null,
  media_type text not null,
  bytes integer not null,
  uploaded_by text not null,
  uploaded_at timestamptz not null
);
create index attachments_by_incident on attachments (incident_id);
create index attachments_by_age on attachments (uploaded_at);

create table attachment_parts (
  attachment_id uuid not null references attachments (id) on delete cascade,
  part integer not null,
  content bytea not null,
  primary key (attachment_id, part)
);
