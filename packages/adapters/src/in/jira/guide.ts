import type { Guide } from '../door.ts'
import { addressOf } from '../guide-text.ts'

export const guide: Guide = {
  jiraWebhook: (door) => `URL:     ${addressOf(door)}
Secret:  ${door.hasSecret ? 'the secret of this source' : 'one that you also give to this source'}
JQL:     project = OPS AND issuetype in (Incident, "[System] Incident")
Events:  Issue: created, updated, deleted`,
  jiraAutomation: (door) => `When:          Issue created; and the same rule for: Issue transitioned
If:            project = OPS AND issuetype = Incident
Then:          Send web request
Web request URL:   ${addressOf(door)}
HTTP method:       POST
Web request body:  Issue data (Jira format)${door.hasSecret ? '\nHeaders:           X-Tocsin-Secret: the secret of this source' : ''}`,
}
