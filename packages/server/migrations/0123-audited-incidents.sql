-- The auditor of paging goes through all incidents that are being worked on, each minute, however many are over.
create index incidents_audited on incidents (id) where status in ('open', 'acknowledged', 'mitigated');
-- The wake at the end that somebody expects has a name of its own: a criterion may be called `expected` too.
update wakes set key = subject || ':expected' where kind = 'CriteriaDue' and key = subject || ':criterion:expected';
