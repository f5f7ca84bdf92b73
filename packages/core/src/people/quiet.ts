/** What the configuration says about keeping quiet: what mutes what, when work is planned, and what a source's alerts have to do to count. */
import type { Brand, DurationMs, Instant, ServiceId, SourceId } from '../kernel/brand.ts'

export type InhibitionId = Brand<string, 'InhibitionId'>
export type MaintenanceId = Brand<string, 'MaintenanceId'>

/** A test of one label, with Alertmanager's meaning. */
export interface LabelMatcher {
  name: string
  value: string
  isRegex: boolean
  isEqual: boolean
}

/** While an alert that `causes` accept fires, those that `symptoms` accept are muted, where the labels of `equal` are the same. */
export interface Inhibition {
  id: InhibitionId
  name: string
  isActive: boolean
  causes: LabelMatcher[]
  symptoms: LabelMatcher[]
  /** A label that both lack is equal. */
  equal: string[]
}

/**
 * What makes an alert of a source count. Everything that is absent is off, except that symptoms join the incident of what they
 * depend on unless `dependencyWindowMs` is zero.
 */
export interface SourceQuiet {
  /** An alert counts once it has fired for this long; one that clears before never pages. */
  waitMs?: DurationMs
  /** So many changes within a span and an alert flaps: it does not count as cleared before it was stable for `stableMs`. */
  flapping?: { changes: number; withinMs: DurationMs; stableMs: DurationMs }
  /** So many alerts of a group have to begin within a span; one that fires for `orAfterMs` counts by itself. */
  threshold?: { alerts: number; withinMs: DurationMs; orAfterMs?: DurationMs }
  /** With so many incidents opened within a span, further ones of a service join the one that it has. */
  storm?: { incidents: number; withinMs: DurationMs }
  /** So many alerts are taken within a span; of more the sender is asked to try again. */
  rate?: { alerts: number; withinMs: DurationMs }
  /** How far apart in time a symptom and the incident of what it depends on may begin. */
  dependencyWindowMs?: DurationMs
  /** An alert that is not repeated for this long is over. */
  staleAfterMs?: DurationMs
}

/** Weekdays are 1 (Monday) to 7 (Sunday). */
export type MaintenanceRepeat =
  | { every: 'day'; count: number }
  | { every: 'week'; count: number; weekdays: number[] }
  /** A day that a month lacks is left out; -1 is the last one. */
  | { every: 'month'; count: number; day: number }
  /** The first, second … weekday of the month; -1 is the last one. */
  | { every: 'month'; count: number; weekday: number; nth: number }

/** Planned work: while it lasts, alerts of what it covers are muted, or page low only. */
export interface MaintenanceWindow {
  id: MaintenanceId
  name: string
  isActive: boolean
  mode: 'mute' | 'low'
  /** Whether monitors of what it covers stop checking meanwhile. */
  pausesMonitors: boolean
  zone: string
  /** The first occurrence, by the wall clock of `zone`: `2026-01-05T02:00`. */
  startsAt: string
  lastsMs: DurationMs
  repeat?: MaintenanceRepeat
  /** No occurrence begins at or after this instant. */
  until?: Instant
  /** Occurrences, by their planned start, that end at another instant than planned. */
  changes: { startsAt: Instant; endsAt: Instant }[]
  /** Covered is what is of one of the services, or of one of the sources, or has the labels; nothing of these covers everything. */
  services: ServiceId[]
  sources: SourceId[]
  matchers: LabelMatcher[]
}
