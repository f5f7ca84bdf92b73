import type { Failure } from '@tocsin/adapters/out/failure.ts'
import type { RuleStep } from '@tocsin/core/detect/rules/route-alert.ts'
import type { IncidentId } from '@tocsin/core/kernel/brand.ts'
import type { ButtonsNotice, ChannelNotice, EventNotice, SendClass } from '@tocsin/core/kernel/decision.ts'
import type { Fact } from '@tocsin/core/kernel/fact.ts'
import type { Clock } from '../ports/clock.ts'
import type { Ids } from '../ports/ids.ts'
import type { Store } from '../store/store.ts'
import type { DirectoryCache } from './directory-cache.ts'
import type { Signals } from './signals.ts'

/** What every part of the engine works with. */
export interface EngineDeps {
  store: Store
  clock: Clock
  ids: Ids
  directory: DirectoryCache
  /** In-process nudges: work that is durable already is taken up at once. Losing one costs latency only. */
  nudge: Signals
  log: EngineLog
  watch: EngineWatch
  /** Writes down for each receiver outside what it is told of an event; handing that over is a loop of its own. */
  publish?(event: EventNotice): Promise<void>
  /** Writes down that the channel of an incident has something new to show; showing it is a loop of its own. */
  showInChannel?(notice: ChannelNotice): Promise<void>
  /** Edits delivered messages with buttons; what failed for now, if anything did. */
  editButtons?(notice: ButtonsNotice): Promise<Failure | undefined>
}

export interface EngineLog {
  error(facts: Record<string, unknown>, message: string): void
  warn(facts: Record<string, unknown>, message: string): void
  info(facts: Record<string, unknown>, message: string): void
}

/** Who wants to know what was committed: live streams and meters. Called after the commit, never inside. */
export interface EngineWatch {
  committed(incident: IncidentId, facts: readonly Fact[]): void
  /** The first call of an incident, since its signal was received. */
  pageHandedOver(channel: string, sinceSignalMs: number): void
  /** A page of a later rule, step or round, or of a relapse, since it was due. */
  laterPageHandedOver?(channel: string, sinceDueMs: number): void
  pageMissed(channel: string, code: string): void
  /** What event rules did to alerts that were placed. */
  rulesMet?(steps: readonly RuleStep[]): void
  /** The auditor of paging came to its end, or ran out of time. */
  pagingAudited?(findings: Readonly<Record<string, number>>, isWhole: boolean, tookMs: number): void
  sendEnded(sendClass: SendClass, outcome: 'done' | 'held' | 'retry' | 'dead' | 'lost_lease'): void
}
