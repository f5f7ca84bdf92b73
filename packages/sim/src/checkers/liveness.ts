/** When nothing goes wrong any more, everything comes to its end. */
import { isFinal, type Status } from '@tocsin/core/kernel/scales.ts'
import type { Checker, Contents, Violation } from '../auditor/evidence.ts'
import { shownTime } from '../world/world.ts'

const law = 'liveness'
const PATIENCE_MS = 5_000

export const checkSettled: Checker = ({ settled, settledAt, final, endedAt }) => [
  ...checkQueues(settled, settledAt),
  ...checkQueues(final, endedAt),
  ...checkIncidents(final),
]

function checkQueues(contents: Contents, at: number): Violation[] {
  const violations: Violation[] = []
  const say = (message: string): void => void violations.push({ law, message: `at ${shownTime(at)} ${message}` })
  for (const row of contents.alert_work)
    if (row.since < at - PATIENCE_MS) say(`signal ${row.seq} of alert ${row.alert_id} still waits for the matcher`)
  for (const row of contents.wakes)
    if (row.due < at - PATIENCE_MS) say(`wake ${row.key} is overdue since ${shownTime(row.due)} (${row.last_error})`)
  for (const row of contents.outbox)
    if (row.state === 'pending' && row.due < at - PATIENCE_MS)
      say(`send ${row.key} is overdue since ${shownTime(row.due)}`)
  for (const row of contents.placements)
    if (row.check_at !== null && row.check_at < at - PATIENCE_MS)
      say(`alert ${row.alert_id} should have been looked at since ${shownTime(row.check_at)}`)
  return violations
}

/** People took and resolved everything: nothing waits for anybody. */
function checkIncidents({ incidents, wakes, outbox }: Contents): Violation[] {
  return [
    ...incidents.flatMap((row) =>
      row.status === 'resolved' || isFinal(row.status as Status)
        ? []
        : [{ law, message: `${row.id} is ${row.status} in the end, though it was resolved by hand` }],
    ),
    ...wakes.flatMap((row) =>
      row.kind === 'HeartbeatDue' ? [] : [{ law, message: `wake ${row.key} is left over in the end` }],
    ),
    ...outbox.flatMap((row) =>
      row.state === 'pending' ? [{ law, message: `send ${row.key} is left over in the end` }] : [],
    ),
  ]
}
