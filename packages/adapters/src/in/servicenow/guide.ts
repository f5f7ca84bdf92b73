import type { Guide, GuideDoor } from '../door.ts'
import { addressOf } from '../guide-text.ts'

/** The name that read.ts knows, and the field of the table that it shows. */
const SHOWN: Readonly<Record<string, string>> = {
  assignment_group: 'assignment_group',
  assigned_to: 'assigned_to',
  configuration_item: 'cmdb_ci',
  business_service: 'business_service',
  category: 'category',
  caller: 'caller_id',
}
const PLAIN = ['number', 'state', 'priority', 'short_description', 'description', 'opened_at', 'correlation_id']

function script(door: GuideDoor): string {
  const plain = PLAIN.map((name) => `    ${name}: current.getValue('${name}')`)
  const shown = Object.entries(SHOWN).map(([name, field]) => `    ${name}: current.getDisplayValue('${field}')`)
  const secret = door.hasSecret
    ? `
  request.setRequestHeader('X-Tocsin-Secret', gs.getProperty('tocsin.secret'));`
    : ''
  return `(function executeRule(current, previous) {
  var body = {
    table: current.getTableName(),
    sys_id: current.getUniqueValue(),
    operation: String(current.operation()),
${[...plain, ...shown].join(',\n')},
    close_code: current.getValue('close_code'),
    close_notes: current.getValue('close_notes'),
    updated_by: current.getValue('sys_updated_by'),
    updated_on: current.getValue('sys_updated_on'),
    url: gs.getProperty('glide.servlet.uri') + current.getLink(true)
  };
  var request = new sn_ws.RESTMessageV2();
  request.setEndpoint('${addressOf(door)}');
  request.setHttpMethod('POST');
  request.setRequestHeader('Content-Type', 'application/json');${secret}
  request.setRequestBody(JSON.stringify(body));
  var answer = request.execute();
  if (answer.getStatusCode() >= 300) gs.error('Tocsin answered ' + answer.getStatusCode() + ': ' + answer.getBody());
})(current, previous);`
}

export const guide: Guide = {
  servicenowRule: () => `Table:      Incident [incident]
Advanced:   on
When:       async
Insert, Update, Delete:  on
Condition:  current.operation() != 'update' || current.state.changes() || current.priority.changes()`,
  servicenowScript: script,
}
