/** Where firing alerts belong: each in a group, or in none for a reason. Nothing is changed yet. */
import { hash } from 'node:crypto'
import { type Grouped, type Muted, type Placement, placeAlert, type Silence } from '@tocsin/core/detect/placement.ts'
import { type RuleStep, routeAlert } from '@tocsin/core/detect/rules/route-alert.ts'
import { present } from '@tocsin/core/kernel/assert.ts'
import type { AlertId } from '@tocsin/core/kernel/brand.ts'
import type { AlertRef } from '@tocsin/core/kernel/fact.ts'
import type { Source } from '@tocsin/core/people/directory.ts'
import type { UnitOfWork } from '../shell/engine/unit-of-work.ts'
import { causesOf } from '../shell/store/mute-keys.ts'
import type { ClaimedAlert } from '../shell/store/store.ts'
import type { Groups } from './join-groups.ts'
import { formerOf } from './quiet/gather-groups.ts'
import { type Candidate, type Lowering, type QuietMute, quieten } from './quiet/quiet-stage.ts'
import { type Ruling, ruledSignal } from './rules/ruling.ts'

export interface Plan {
  groups: Groups
  muted: { alert: ClaimedAlert; placement: Muted | QuietMute }[]
  /** Alerts that count as the mildest only, until then. */
  lowered: Map<AlertId, Lowering>
  /** The keys by which an alert inhibits others while it fires. */
  causes: Map<AlertId, string[]>
  /** The event rules that an alert met. */
  steps: Map<AlertId, RuleStep[]>
}

export async function planPlaces(unit: UnitOfWork, alerts: readonly ClaimedAlert[], ruling: Ruling): Promise<Plan> {
  const plan: Plan = { groups: new Map(), muted: [], lowered: new Map(), causes: new Map(), steps: new Map() }
  if (alerts.length === 0) return plan
  const silences = await unit.tx.listActiveSilences(unit.at)
  const candidates: Candidate[] = []
  for (const alert of alerts) {
    const source = unit.directory.sources.get(alert.source)
    const placement = placeWork(unit, alert, source, silences, ruling)
    if (placement.steps) plan.steps.set(alert.alert, placement.steps)
    const labels = placement.labels ?? alert.labels
    const { causes } = isCause(placement) ? causesOf(labels, unit.directory.inhibitions) : {}
    if (causes) plan.causes.set(alert.alert, causes)
    if (placement.kind === 'muted') plan.muted.push({ alert, placement })
    else {
      const groupKey = boundGroupKey(placement.groupKey)
      candidates.push({ alert, source: present(source, 'source'), placement, groupKey, labels })
    }
  }
  const alsoFiring = new Set([...plan.causes].flatMap(([, keys]) => keys))
  const quiet = await quieten(unit, candidates, alsoFiring)
  plan.lowered = quiet.lowered
  for (const { alert, source, placement, groupKey } of candidates) {
    const mute = quiet.muted.get(alert.alert)
    if (mute) {
      plan.muted.push({ alert, placement: mute })
      continue
    }
    const group = plan.groups.get(groupKey) ?? { source, alerts: [] }
    const isLowered = quiet.lowered.has(alert.alert)
    group.alerts.push(refOf(alert, isLowered ? { ...placement, severity: 'low' } : placement))
    plan.groups.set(groupKey, { ...formerOf(alert.placement), ...group })
  }
  return plan
}

/** What is switched off, or only tries its way, mutes nobody else. */
function isCause(placement: Placement): boolean {
  return (
    placement.kind === 'group' || (placement.because !== 'source_inactive' && placement.because !== 'test_notification')
  )
}

/** An entry of an index must fit a page of 8 kB three times; a character takes three bytes at most. */
const GROUP_KEY_CHARS_MAX = 500

function boundGroupKey(groupKey: string): string {
  return groupKey.length <= GROUP_KEY_CHARS_MAX ? groupKey : `sha256:${hash('sha256', groupKey)}`
}

function placeWork(
  unit: UnitOfWork,
  work: ClaimedAlert,
  source: Source | undefined,
  silences: Silence[],
  ruling: Ruling,
): Placement {
  if (!source) return { kind: 'muted', because: 'source_inactive' }
  const { directory, at } = unit
  return placeAlert({ signal: ruledSignal(work, ruling), source, directory, rules: ruling.rules, silences, at })
}

/** As event rules left them; worked out only where somebody looks at labels after the rules. */
export function labelsOf(
  { directory }: UnitOfWork,
  work: ClaimedAlert,
  source: Source | undefined,
  ruling: Ruling,
): Record<string, string> {
  const { inhibitions = [], maintenance = [] } = directory
  if (!source || ruling.rules.length === 0 || inhibitions.length + maintenance.length === 0) return work.labels
  return routeAlert({ signal: ruledSignal(work, ruling), source, directory, rules: ruling.rules }).labels
}

type Routed = Pick<Grouped, 'severity' | 'service' | 'title' | 'team' | 'category' | 'scope' | 'urgency'>

export function refOf(
  work: ClaimedAlert,
  { severity, service, title, team, category, scope, urgency }: Routed,
): AlertRef {
  return {
    id: work.alert,
    episode: work.episode,
    title: title ?? work.title,
    severity,
    source: work.source,
    startedAt: work.startedAt,
    receivedAt: work.receivedAt,
    ...(service && { service }),
    ...(team && { team }),
    ...(category && { category }),
    ...(scope && { scope }),
    ...(urgency && { urgency }),
  }
}
