-- The queue of signals is empty one moment and has ten thousand rows the next. A plan that was made with the statistics of a quiet hour
-- reads all of it for each of its rows: eighteen seconds where three milliseconds do. Inside of these functions the planner takes the
-- keys, whatever it believes of the tables: what they look up has no other way in (a subquery with a limit is no join), and the orders
-- that they ask for are those of an index.

-- The first waiting signals of alerts, one of each, with what they say; `for update` locks the alerts.
create function tocsin_claim_alert_work(of_rank integer, most integer)
  returns table (alert_id uuid, seq integer, kind text, episode integer, because text)
  language plpgsql volatile rows 500
  set enable_seqscan = off
  set enable_sort = off
as $$
#variable_conflict use_column
begin
  -- Each rank has an index of its own, which only a literal finds.
  if of_rank = 0 then
    return query with mine as materialized (
        select w.alert_id, w.seq from alert_work w
        where w.rank = 0
          and w.seq = (select e.seq from alert_work e where e.alert_id = w.alert_id order by e.seq limit 1)
        order by w.alert_id, w.seq limit most for update skip locked
      )
      select mine.alert_id, mine.seq, s.kind, s.episode, s.because from mine, lateral (
        select * from signals s where s.alert_id = mine.alert_id and s.seq = mine.seq limit 1
      ) s;
  else
    return query with mine as materialized (
        select w.alert_id, w.seq from alert_work w
        where w.rank = 1
          and w.seq = (select e.seq from alert_work e where e.alert_id = w.alert_id order by e.seq limit 1)
        order by w.alert_id, w.seq limit most for update skip locked
      )
      select mine.alert_id, mine.seq, s.kind, s.episode, s.because from mine, lateral (
        select * from signals s where s.alert_id = mine.alert_id and s.seq = mine.seq limit 1
      ) s;
  end if;
end $$;

-- Takes signals that have been dealt with off the queue; the arrays belong together, place by place.
create function tocsin_finish_alert_work(alerts uuid[], seqs integer[])
  returns void
  language plpgsql volatile
  set enable_seqscan = off
as $$
begin
  for place in 1 .. cardinality(alerts) loop
    delete from alert_work w where w.alert_id = alerts[place] and w.seq = seqs[place];
  end loop;
end $$;

-- Placements that have to be looked at again, the earliest first, but for alerts of which a signal waits; `for update` locks them.
create function tocsin_claim_placement_checks(due_until timestamptz, most integer)
  returns table (alert_id uuid)
  language plpgsql volatile rows 500
  set enable_seqscan = off
as $$
#variable_conflict use_column
begin
  return query select p.alert_id from placements p
    where p.check_at <= due_until
      and (select w.seq from alert_work w where w.alert_id = p.alert_id limit 1) is null
    order by p.check_at, p.alert_id limit most for update skip locked;
end $$;
