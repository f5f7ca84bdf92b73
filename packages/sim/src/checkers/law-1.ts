/** Law 1: what was answered with 2xx is committed, and nothing that crashed later took it away. */
import type { Signal } from '@tocsin/core/detect/signal.ts'
import type { Row } from '@tocsin/server/shell/store/memory/tables.ts'
import { type Checker, type Evidence, latest, type Violation } from '../auditor/evidence.ts'
import { shownTime } from '../world/world.ts'

interface Word {
  signal: Signal
  /** The instants at which it may have been received: one of its tries. */
  receivedAt: number[]
  acceptedAt: number
}

export const checkAcceptance: Checker = (evidence) => {
  const alerts = new Map(evidence.settled.alerts.map((row) => [`${row.source_id}\n${row.key}`, row]))
  return [...wordsOf(evidence)].flatMap(([identity, words]) =>
    checkAlert(evidence, identity, words, alerts.get(identity)),
  )
}

/** What was said of each condition, in the order in which it was accepted. */
function wordsOf({ journal }: Evidence): Map<string, Word[]> {
  const words = new Map<string, Word[]>()
  for (const knock of journal.knocks) {
    const { acceptedAt, tries, source } = knock
    const last = tries.findLast((each) => each.status !== undefined && each.status < 300)
    if (acceptedAt === undefined || !last) continue
    for (const signal of last.signals) {
      const identity = `${source}\n${signal.key}`
      const word = { signal, receivedAt: tries.map((each) => each.at), acceptedAt }
      words.set(identity, [...(words.get(identity) ?? []), word])
    }
  }
  for (const each of words.values()) each.sort((a, b) => a.acceptedAt - b.acceptedAt)
  return words
}

function checkAlert(
  evidence: Evidence,
  identity: string,
  words: readonly Word[],
  row: Row<'alerts'> | undefined,
): Violation[] {
  const law = 'law 1'
  const name = identity.replace('\n', '/')
  if (words.every((word) => word.signal.state !== 'firing')) return []
  if (!row) return [{ law, message: `${name} was accepted and there is no such alert` }]
  const expected = expectedState(evidence, words)
  if (expected && row.state !== expected)
    return [{ law, message: `${name} is ${row.state}; by what was accepted it is ${expected}` }]
  return checkHistory(evidence, name, words, row)
}

/** The state that the words leave, or null while it hangs on an expiry that is just due. */
function expectedState(evidence: Evidence, words: readonly Word[]): 'firing' | 'resolved' | null {
  let isFiring = false
  let startedAt = 0
  let expiresAt: number | undefined
  for (const { signal, receivedAt } of words) {
    const heardAt = Math.max(...receivedAt)
    if (signal.state === 'firing') {
      const hasExpired = expiresAt !== undefined && expiresAt < heardAt
      if (!isFiring || hasExpired) startedAt = Math.min(signal.startedAt ?? heardAt, heardAt)
      expiresAt = isFiring ? later(expiresAt, signal.expiresAt) : signal.expiresAt
      isFiring = true
    } else if (signal.state === 'resolved' && isFiring && !isTooLate(signal, startedAt)) {
      isFiring = false
    }
  }
  if (!isFiring) return 'resolved'
  if (expiresAt === undefined) return 'firing'
  if (evidence.settledAt > latest(evidence, expiresAt)) return 'resolved'
  return evidence.settledAt < expiresAt - 1_000 ? 'firing' : null
}

function later(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? b : Math.max(a, b)
}

/** It names both ends of its episode, and the end lies before the one that fires began. */
function isTooLate(signal: Signal, startedAt: number): boolean {
  return signal.startedAt !== undefined && signal.endedAt !== undefined && signal.endedAt < startedAt
}

/** The first firing word made the alert; its body was kept. */
function checkHistory({ settled }: Evidence, name: string, words: readonly Word[], alert: Row<'alerts'>): Violation[] {
  const law = 'law 1'
  const history = settled.signals.filter((row) => row.alert_id === alert.id).sort((a, b) => a.seq - b.seq)
  const [first] = history
  const opening = words.find((word) => word.signal.state === 'firing')
  if (first?.kind !== 'fired') return [{ law, message: `the history of ${name} does not begin with fired` }]
  const violations: Violation[] = []
  if (opening && !opening.receivedAt.includes(first.at))
    violations.push({ law, message: `${name} fired first at ${shownTime(first.at)}, which nobody sent` })
  if (first.delivery_id !== null && !settled.deliveries.some((row) => row.id === first.delivery_id))
    violations.push({ law, message: `the body that opened ${name} was not kept` })
  const isGapFree = history.every((row, index) => row.seq === index + 1) && history.length === alert.seq
  if (!isGapFree) violations.push({ law, message: `the history of ${name} has a gap` })
  return violations
}
