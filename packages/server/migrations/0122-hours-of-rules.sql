-- Hours of the week in which a notification rule counts, by the clock of the person's zone; null: always.
alter table notification_rules add column hours jsonb;
