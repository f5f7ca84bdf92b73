-- While a storm is worked off, what is likely the first of another problem goes before it (rank 0). A hint of the doors, no promise:
-- what it says of an alert decides nothing but when it is looked at.
alter table alert_work add column rank smallint not null default 1;
create index alert_work_first on alert_work (alert_id, seq) where rank = 0;
