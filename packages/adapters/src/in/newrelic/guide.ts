import type { Guide } from '../door.ts'
import { addressOf } from '../guide-text.ts'

/** The payload of a workflow's webhook: New Relic's default fields, and what an on-call engineer asks for next. */
const TEMPLATE = `{
  "id": {{ json issueId }},
  "issueUrl": {{ json issuePageUrl }},
  "title": {{ json annotations.title.[0] }},
  "description": {{ json annotations.description }},
  "priority": {{ json priority }},
  "state": {{ json state }},
  "trigger": {{ json triggerEvent }},
  "owner": {{ json owner }},
  "acknowledgedAt": {{ json acknowledgedAt }},
  "createdAt": {{ json createdAt }},
  "updatedAt": {{ json updatedAt }},
  "closedAt": {{ json closedAt }},
  "impactedEntities": {{ json entitiesData.names }},
  "totalIncidents": {{ json totalIncidents }},
  "alertPolicyNames": {{ json accumulations.policyName }},
  "alertConditionNames": {{ json accumulations.conditionName }},
  "runbookUrl": {{ json accumulations.runbookUrl }},
  "chartUrl": {{ json violationChartUrl }},
  "tags": {{ json accumulations.tag }},
  "accountId": {{ json nrAccountId }},
  "workflowName": {{ json workflowName }}
}`

export const guide: Guide = {
  newrelicDestination: addressOf,
  newrelicPayload: () => TEMPLATE,
}
