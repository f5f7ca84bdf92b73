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
  const known: Known = {
    signals: Map.groupBy(evidence.settled.signals, (row) => row.alert_id),
    bodies: new Set(evidence.settled.deliveries.map((row) => row.id)),
  }
  return [...wordsOf(evidence)].flatMap(([identity, words]) =>
    checkAlert({ evidence, known }, identity, words, alerts.get(identity)),
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

/** What is settled, by what it is asked for. */
interface Known {
  signals: ReadonlyMap<string, Row<'signals'>[]>
  bodies: ReadonlySet<string>
}

function checkAlert(
  { evidence, known }: { evidence: Evidence; known: Known },
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
  return checkHistory(known, name, words, row)
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

/** Every word that said something new stands in the history, in order, with the body that brought it; and nothing else does. */
function checkHistory(
  { signals, bodies }: Known,
  name: string,
  words: readonly Word[],
  alert: Row<'alerts'>,
): Violation[] {
  const say = (message: string): Violation[] => [{ law: 'law 1', message: `the history of ${name} ${message}` }]
  const history = (signals.get(alert.id) ?? []).toSorted((a, b) => a.seq - b.seq)
  if (history.some((row, index) => row.seq !== index + 1) || history.length !== alert.seq) return say('has a gap')
  if (history.some((row) => row.delivery_id !== null && !bodies.has(row.delivery_id))) return say('lost a body')
  // What ends by itself depends on the instant; the last state has been judged already.
  if (words.some((word) => word.signal.expiresAt !== undefined)) return []
  const expected = withoutEchoes(expectedHistory(words))
  const found = withoutEchoes(history)
  const shown = (kinds: readonly { kind: string }[]) => kinds.map(({ kind }) => kind).join(', ')
  if (shown(found) !== shown(expected)) return say(`is ${shown(found)}; by what was accepted ${shown(expected)}`)
  const strange = found.find((row, index) => !expected[index]?.receivedAt.includes(row.at))
  return strange ? say(`has ${strange.kind} at ${shownTime(strange.at)}, which nobody sent`) : []
}

/** An acknowledgement is history each time that it is said, also when it was said again for want of an answer. */
function withoutEchoes<T extends { kind: string }>(history: readonly T[]): T[] {
  return history.filter((each, index) => each.kind !== 'acknowledged' || history[index - 1]?.kind !== 'acknowledged')
}

/** What each word changes about the condition, by the auditor's own reckoning. */
function expectedHistory(words: readonly Word[]): { kind: string; receivedAt: number[] }[] {
  const history: { kind: string; receivedAt: number[] }[] = []
  let firing: { startedAt: number; severity: string; words: string } | undefined
  for (const { signal, receivedAt } of words) {
    const heardAt = Math.max(...receivedAt)
    const said = JSON.stringify([signal.title, signal.description, signal.labels, signal.annotations])
    let kind: string | undefined
    if (signal.state === 'acknowledged') kind = firing && 'acknowledged'
    else if (signal.state === 'resolved') kind = firing && !isTooLate(signal, firing.startedAt) ? 'cleared' : undefined
    else if (!firing) kind = 'fired'
    else if (firing.severity !== signal.severity) kind = 'changed'
    else kind = firing.words === said ? undefined : 'updated'
    if (kind === 'cleared') firing = undefined
    if (signal.state === 'firing') {
      const startedAt = firing?.startedAt ?? Math.min(signal.startedAt ?? heardAt, heardAt)
      firing = { startedAt, severity: signal.severity, words: said }
    }
    if (kind) history.push({ kind, receivedAt })
  }
  return history
}
