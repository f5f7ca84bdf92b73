/** Deciding: each command goes to the step that it belongs to; only the opening needs several. */
import { decideClassification, widestScope, worstSeverity } from './classify/classification.ts'
import { decideClosure } from './close/closure.ts'
import { headOf } from './incident-head.ts'
import { decideMerging } from './incident-merge.ts'
import { decideReports } from './incident-reports.ts'
import type { DeclareExtras, IncidentCommand, IncidentState } from './incident-state.ts'
import { assert, unreachable } from './kernel/assert.ts'
import { type Context, type Decision, nothing, rejected } from './kernel/decision.ts'
import type { NewFact } from './kernel/fact.ts'
import type { Reason } from './kernel/reason.ts'
import { isFinal, type Scope, type Severity, type Status } from './kernel/scales.ts'
import { calcPriority, calcUrgency } from './prioritise/matrix.ts'
import { calcRuleUrgency, decidePriority } from './prioritise/prioritisation.ts'
import { isNoteCommand } from './record/notes.ts'
import { decideOpen, decideRecord, type OpenIncident } from './record/record.ts'
import { decideResolution } from './resolve/resolution.ts'
import { decideCriteria } from './respond/criteria.ts'
import { decideEscalation } from './respond/escalation.ts'
import { decidePaging } from './respond/paging.ts'
import { decideRepair } from './respond/repair.ts'
import { decideRoom, isRoomCommand } from './respond/room.ts'
import { decideTaking } from './respond/taking.ts'

/** Decides one command. A state of `null` is an incident that does not exist yet. */
export function decide(state: IncidentState | null, command: IncidentCommand, context: Context): Decision {
  if (command.type === 'OpenIncident')
    return state ? rejected('already_exists', { id: state.id }) : decideOpening(command, context)
  if (!state) return rejected('not_found')
  return (isFinal(state.status) && refuseFinal(state, command)) || decideWorking(state, command, context)
}

/** Of an incident that is not over, or of which this may still be said. */
function decideWorking(
  state: IncidentState,
  command: Exclude<IncidentCommand, { type: 'OpenIncident' }>,
  context: Context,
): Decision {
  const head = headOf(state)
  if (isNoteCommand(command)) return decideRecord(state.record, state.times, command, context)
  if (isRoomCommand(command)) return decideRoom(state.room, head, command, context)
  switch (command.type) {
    case 'AttachAlerts':
    case 'ClearAlerts':
    case 'ReleaseGroup':
    case 'NoteFlapping':
    case 'EndFlapping':
    case 'EditIncident':
    case 'CorrectInstant':
      return decideRecord(state.record, state.times, command, context)
    case 'Classify':
    case 'ReassessSeverity':
    case 'ReassessImpact':
      return decideClassification(state.classification, command, context)
    case 'AssessPriority':
    case 'OverridePriority':
    case 'ReassessUrgency':
      return decidePriority(state.priority, head, command, context)
    case 'StartEscalation':
    case 'FireStep':
    case 'ExhaustPolicy':
    case 'EscalateNow':
      return decideEscalation(state.response, head, command, context)
    case 'RunRule':
    case 'RecordAttempt':
    case 'RecordDelivery':
    case 'PageResponder':
      return decidePaging(state.response, head, command, context)
    case 'Acknowledge':
    case 'Reassign':
    case 'Snooze':
    case 'EndSnooze':
    case 'EndAcknowledgement':
    case 'RenewAcknowledgement':
    case 'ReportProgress':
      return decideTaking(state.response, head, command, context)
    case 'AskCriteria':
      return decideCriteria(state.response, head, context)
    case 'RepairPaging':
      return decideRepair(state.response, head, command, context)
    case 'Mitigate':
    case 'Restore':
    case 'KeepOpen':
    case 'Resolve':
    case 'EndQuietPeriod':
    case 'Reopen':
      return decideResolution(state.resolution, head, command, context)
    case 'Close':
    case 'Decline':
      return decideClosure(head, command)
    case 'Merge':
    case 'Absorb':
    case 'Unmerge':
    case 'SplitOff':
      return decideMerging(state, command)
    case 'AddReport':
    case 'VerifyReport':
    case 'JudgeFix':
      return decideReports(state, command)
    default:
      return unreachable(command)
  }
}

/** Undefined for what may still be said of it. */
function refuseFinal(state: IncidentState, command: IncidentCommand): Decision | undefined {
  if (isWakeCommand(command)) return nothing('stale_wake')
  return isAllowedWhenFinal(command, state.status) ? undefined : rejectFinal(state)
}

function rejectFinal({ id, status, record }: IncidentState): Decision {
  return record.merged
    ? rejected('incident_merged', { id, into: record.merged.into })
    : rejected('incident_final', { id, status })
}

/**
 * What the world reports late, and what people still may say, about an incident that is over. Only a closed one can be reopened:
 * a declined one was none, a merged one goes on in another unless it is taken out again.
 */
function isAllowedWhenFinal(command: IncidentCommand, status: Status): boolean {
  if (command.type === 'Reopen') return status === 'closed'
  if (command.type === 'Unmerge') return status === 'merged'
  return AFTERWARDS.includes(command.type)
}

const AFTERWARDS: readonly IncidentCommand['type'][] = [
  'RecordAttempt',
  'RecordDelivery',
  'AddNote',
  'EditNote',
  'DeleteNote',
  'EditQuote',
  'DeleteQuote',
  'RecordChannel',
  'CorrectInstant',
  'VerifyReport',
  'JudgeFix',
  'ClearAlerts',
  'ReleaseGroup',
]

const WAKE_COMMANDS: readonly IncidentCommand['type'][] = [
  'FireStep',
  'ExhaustPolicy',
  'RunRule',
  'EndSnooze',
  'EndAcknowledgement',
  'AskCriteria',
  'RepairPaging',
  'EndQuietPeriod',
]

/** The net of every incident: what was armed before it was over may still come in. */
function isWakeCommand(command: IncidentCommand): boolean {
  return WAKE_COMMANDS.includes(command.type)
}

type Opening = OpenIncident & DeclareExtras

/** An incident is born complete: classified and prioritised in the same breath, so that its first page already knows how loud to be. */
function decideOpening(command: Opening, context: Context): Decision {
  const { severity: _, scope: __, ...open } = command
  const team = command.alerts.find((alert) => alert.team)?.team
  const category = command.alerts.find((alert) => alert.category)?.category
  const decision = decideOpen(team ? { ...open, team } : open)
  if ('rejected' in decision) return decision
  // What somebody without an account says is believed until somebody who knows says otherwise.
  const byPerson: Reason = command.because === 'reported' ? 'reported' : 'set_by_hand'
  const [assessed, severityBecause] = assessSeverity(command, byPerson)
  const [reach, scopeBecause] = assessScope(command, byPerson, context)
  const { matrix, highUrgency } = context.directory.settings
  const priority = calcPriority(matrix, reach, assessed)
  const ruleUrgency = calcRuleUrgency(command.alerts)
  const urgency = command.testOf ? 'high' : (ruleUrgency ?? calcUrgency(highUrgency, priority))
  const [opened, ...attached] = decision.facts
  assert(opened?.type === 'IncidentOpened', 'an opening decision begins with IncidentOpened')
  const facts: NewFact[] = [
    opened,
    { type: 'SeverityAssessed', severity: assessed, because: severityBecause },
    { type: 'ScopeAssessed', scope: reach, because: scopeBecause },
    ...(category ? [{ type: 'CategorySet' as const, category, because: 'set_by_rule' as const }] : []),
    {
      ...{ type: 'PriorityAssessed' as const, priority, urgency, because: 'computed_from_matrix' as const },
      ...(ruleUrgency && { ruleUrgency }),
    },
    ...attached,
  ]
  return { facts, because: decision.because }
}

/** How bad, and who says so. */
function assessSeverity({ severity, alerts }: Opening, byPerson: Reason): [Severity, Reason] {
  if (severity) return [severity, byPerson]
  const worst = worstSeverity(alerts)
  // Of an unknown fault the worst is believed until somebody knows better.
  return worst ? [worst, 'from_source_severity'] : ['high', 'default_severity']
}

/** How wide, and who says so: a person, an event rule, what was set for the source, or what is set for all. */
function assessScope({ scope, alerts, source }: Opening, byPerson: Reason, { directory }: Context): [Scope, Reason] {
  if (scope) return [scope, byPerson]
  const ruled = widestScope(alerts)
  if (ruled) return [ruled, 'set_by_rule']
  const ofSource = source && directory.sources.get(source)?.scope
  return ofSource ? [ofSource, 'source_scope'] : [directory.settings.defaultScope, 'default_scope']
}
