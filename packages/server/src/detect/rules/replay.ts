/**
 * A replay: what a set of event rules would have made of signals that came in. The same pure core as in production places each
 * alert, lets it join or open an incident, and says who is paged first; nothing is written. Deliberately not here: silences,
 * maintenance, inhibition and storms (both sides of a comparison leave them out), and people: nobody acknowledges or resolves, so
 * that only the first page of each escalation counts, and an incident ends when its alerts clear.
 */
import { calcJoin, type GroupIncident } from '@tocsin/core/detect/join.ts'
import { type Placement, placeAlert } from '@tocsin/core/detect/placement.ts'
import type { CompiledRule, RuledSignal } from '@tocsin/core/detect/rules/rule-subject.ts'
import { commandOfWake, run } from '@tocsin/core/incident.ts'
import type { IncidentCommand, IncidentState } from '@tocsin/core/incident-state.ts'
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { AlertId, IncidentId, Instant, SourceId } from '@tocsin/core/kernel/brand.ts'
import type { Wake } from '@tocsin/core/kernel/decision.ts'
import type { AlertRef, Fact } from '@tocsin/core/kernel/fact.ts'
import type { Directory, EventRule } from '@tocsin/core/people/directory.ts'
import { MATCHER, openCommand } from '../join-groups.ts'
import { refOf } from '../plan-places.ts'
import { rulesOf } from './ruling.ts'
import { WakeHeap } from './wake-heap.ts'

/** A signal as it was stored: what happened to an alert, and the alert as it is known. */
export interface StoredSignal {
  alert: AlertId
  seq: number
  source: SourceId
  kind: 'fired' | 'changed' | 'cleared'
  episode: number
  at: Instant
  signal: RuledSignal
}

/** Where an alert went: nowhere for a reason, or into an incident. */
export interface Place {
  placement: Placement
  incident?: IncidentId
  /** It opened that incident. */
  isOpening?: boolean
}

interface HeldIncident {
  state: IncidentState
  /** Escalations whose first page has gone out: what comes after waits for people, and there are none here. */
  pagedRuns: Set<number>
}

export interface ReplayTotals {
  incidents: number
  /** People who would have been paged first, over all escalations. */
  pages: number
  /** Of those the loud ones. */
  highPages: number
  muted: number
}

export class Replay {
  readonly directory: Directory
  readonly totals: ReplayTotals = { incidents: 0, pages: 0, highPages: 0, muted: 0 }
  /** By the first affected service; an empty text stands for none. */
  readonly byService = new Map<string, { incidents: number; pages: number }>()
  readonly #rules: readonly CompiledRule[]
  readonly #incidents = new Map<IncidentId, HeldIncident>()
  readonly #groups = new Map<string, IncidentId>()
  readonly #places = new Map<AlertId, Place>()
  readonly #wakes = new WakeHeap()

  constructor(directory: Directory, rules: readonly EventRule[]) {
    this.directory = { ...directory, eventRules: rules }
    this.#rules = rulesOf(this.directory).rules
  }

  /** Signals of one source and instant go together, as they would have. Returns where each that fired was placed. */
  take(signals: readonly StoredSignal[]): Map<StoredSignal, Place> {
    const [first] = signals
    if (!first) return new Map()
    this.advance(first.at)
    const placed = new Map<StoredSignal, Place>()
    const groups = new Map<string, { signals: StoredSignal[]; alerts: AlertRef[] }>()
    for (const each of signals) {
      if (each.kind === 'cleared') this.#clear(each)
      else if (each.kind === 'fired' || !this.#places.get(each.alert)?.incident) this.#place(each, groups, placed)
      else this.#reassess(each)
    }
    for (const [groupKey, group] of groups) this.#join(groupKey, group, placed)
    return placed
  }

  /** Lets happen what was due before an instant. */
  advance(until: Instant): void {
    for (let due = this.#wakes.next(until); due; due = this.#wakes.next(until)) {
      const held = this.#incidents.get(due.incident)
      if (held && this.#isWanted(held, due.wake))
        this.#run(due.incident, commandOfWake(due.wake), { kind: 'system', part: 'timer' }, due.at)
    }
  }

  #isWanted({ pagedRuns }: HeldIncident, wake: Wake): boolean {
    if (wake.kind === 'QuietPeriodDue') return true
    return (wake.kind === 'EscalationStepDue' || wake.kind === 'ExhaustedRepeatDue') && !pagedRuns.has(wake.run)
  }

  #place(
    each: StoredSignal,
    groups: Map<string, { signals: StoredSignal[]; alerts: AlertRef[] }>,
    placed: Map<StoredSignal, Place>,
  ): void {
    const { directory } = this
    const source = directory.sources.get(each.source)
    const placement: Placement = source
      ? placeAlert({ signal: each.signal, source, directory, rules: this.#rules, silences: [], at: each.at })
      : { kind: 'muted', because: 'source_inactive' }
    const place: Place = { placement }
    this.#places.set(each.alert, place)
    placed.set(each, place)
    if (placement.kind === 'muted') {
      this.totals.muted += 1
      return
    }
    const group = groups.get(placement.groupKey) ?? { signals: [], alerts: [] }
    group.signals.push(each)
    group.alerts.push(refOf(claimed(each), placement))
    groups.set(placement.groupKey, group)
  }

  #join(
    groupKey: string,
    { signals, alerts }: { signals: StoredSignal[]; alerts: AlertRef[] },
    placed: Map<StoredSignal, Place>,
  ): void {
    const [first] = signals
    const source = first && this.directory.sources.get(first.source)
    if (!first || !source) return
    const latest = this.#groups.get(groupKey)
    const join = calcJoin(latest && this.#head(latest), source, this.directory.settings, first.at)
    const isJoined =
      join.kind === 'join' &&
      this.#run(join.incident, { type: 'AttachAlerts', alerts, because: join.because }, MATCHER, first.at)
    let incident = join.kind === 'join' ? join.incident : undefined
    if (!isJoined) {
      incident = `INC-0000-${String(this.totals.incidents + 1).padStart(6, '0')}` as IncidentId
      const opening = join.kind === 'open' ? join : ({ kind: 'open', because: 'new_group' } as const)
      const command = openCommand(incident, groupKey, source, alerts, opening)
      this.#run(incident, command, { kind: 'source', id: source.id }, first.at)
      this.#groups.set(groupKey, incident)
      this.totals.incidents += 1
      this.#serviceOf(incident).incidents += 1
    }
    for (const [index, each] of signals.entries()) {
      const place = placed.get(each)
      if (!place || !incident) continue
      place.incident = incident
      if (!isJoined && index === 0) place.isOpening = true
    }
  }

  #head(incident: IncidentId): GroupIncident | undefined {
    const state = this.#incidents.get(incident)?.state
    if (!state) return undefined
    const { id, status, times } = state
    return { id, status, recordedAt: times.recorded, ...(times.resolved && { resolvedAt: times.resolved }) }
  }

  #reassess(each: StoredSignal): void {
    const { directory } = this
    const source = directory.sources.get(each.source)
    const place = this.#places.get(each.alert)
    if (!source || !place?.incident) return
    const { signal, at } = each
    const placement = placeAlert({ signal, source, directory, rules: this.#rules, silences: [], at })
    if (placement.kind === 'muted') return
    const alerts = [refOf(claimed(each), placement)]
    this.#run(place.incident, { type: 'ReassessSeverity', alerts }, MATCHER, at)
    if (placement.urgency || this.#incidents.get(place.incident)?.state.priority.ruleUrgency)
      this.#run(place.incident, { type: 'ReassessUrgency', alerts }, MATCHER, at)
  }

  #clear(each: StoredSignal): void {
    const incident = this.#places.get(each.alert)?.incident
    this.#places.delete(each.alert)
    if (!incident) return
    const alerts = [{ id: each.alert, episode: each.episode }]
    this.#run(
      incident,
      { type: 'ClearAlerts', alerts, because: 'recovered' },
      { kind: 'source', id: each.source },
      each.at,
    )
  }

  /** False when the command was refused. */
  #run(incident: IncidentId, command: IncidentCommand, actor: Actor, at: Instant): boolean {
    const held = this.#incidents.get(incident)
    const outcome = run(held?.state ?? null, command, { at, actor, directory: this.directory })
    if ('rejected' in outcome) return false
    const pagedRuns = held?.pagedRuns ?? new Set<number>()
    this.#incidents.set(incident, { state: outcome.state, pagedRuns })
    for (const effect of outcome.effects) {
      if (effect.kind === 'wake')
        this.#wakes.set(`${incident} ${effect.key}`, { at: effect.due, incident, wake: effect.wake })
      if (effect.kind === 'cancel_wake') this.#wakes.drop(`${incident} ${effect.key}`)
    }
    for (const fact of outcome.facts) this.#countPages(incident, fact, pagedRuns)
    return true
  }

  #countPages(incident: IncidentId, fact: Fact, pagedRuns: Set<number>): void {
    if ((fact.type !== 'StepFired' && fact.type !== 'EscalationExhausted') || pagedRuns.has(fact.run)) return
    pagedRuns.add(fact.run)
    this.totals.pages += fact.people.length
    this.totals.highPages += fact.people.filter(({ urgency }) => urgency === 'high').length
    this.#serviceOf(incident).pages += fact.people.length
  }

  #serviceOf(incident: IncidentId): { incidents: number; pages: number } {
    const id = this.#incidents.get(incident)?.state.record.services[0] ?? ''
    const known = this.byService.get(id) ?? { incidents: 0, pages: 0 }
    this.byService.set(id, known)
    return known
  }
}

function claimed({ alert, source, episode, signal }: StoredSignal): Parameters<typeof refOf>[0] {
  const { key, title, severity, labels, receivedAt } = signal
  return {
    ...{ alert, source, key, episode, title, severity, labels, receivedAt },
    ...{ state: 'firing', startedAt: receivedAt, placement: null },
  }
}
