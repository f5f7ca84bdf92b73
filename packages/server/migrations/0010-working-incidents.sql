-- What is being worked on is little beside what is over: the first screen and whatever else asks for it reads this alone, in the
-- order in which people take things up.
create index incidents_working on incidents (priority, recorded_at desc, id)
  where status in ('open', 'acknowledged', 'mitigated', 'verifying');
