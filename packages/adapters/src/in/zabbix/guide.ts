import type { Guide, GuideDoor } from '../door.ts'
import { addressOf } from '../guide-text.ts'

/** Parameters of the media type: the names that read.ts knows, and the macros of Zabbix. */
const PARAMETERS: Readonly<Record<string, string>> = {
  alert_message: '{ALERT.MESSAGE}',
  event_id: '{EVENT.ID}',
  event_value: '{EVENT.VALUE}',
  event_update_status: '{EVENT.UPDATE.STATUS}',
  event_update_action: '{EVENT.UPDATE.ACTION}',
  event_update_nseverity: '{EVENT.UPDATE.NSEVERITY}',
  event_name: '{EVENT.NAME}',
  event_severity: '{EVENT.SEVERITY}',
  event_nseverity: '{EVENT.NSEVERITY}',
  event_opdata: '{EVENT.OPDATA}',
  event_tags: '{EVENT.TAGSJSON}',
  event_timestamp: '{EVENT.TIMESTAMP}',
  event_recovery_timestamp: '{EVENT.RECOVERY.TIMESTAMP}',
  trigger_id: '{TRIGGER.ID}',
  trigger_url: '{TRIGGER.URL}',
  host_name: '{HOST.NAME}',
  host_ip: '{HOST.IP}',
  host_groups: '{TRIGGER.HOSTGROUP.NAME}',
  zabbix_url: '{$ZABBIX.URL}',
}

const SCRIPT = `var body = JSON.parse(value);
var request = new HttpRequest();
request.addHeader('Content-Type: application/json');
if (body.tocsin_secret) request.addHeader('X-Tocsin-Secret: ' + body.tocsin_secret);
var url = body.tocsin_url;
delete body.tocsin_url;
delete body.tocsin_secret;
var answer = request.post(url, JSON.stringify(body));
var status = request.getStatus();
if (status < 200 || status > 299) throw 'Tocsin answered ' + status + ': ' + answer;
return 'OK';`

const MODES = ['PROBLEM', 'RECOVERY', 'UPDATE']

function mediaType(door: GuideDoor): string {
  const parameters = {
    tocsin_url: addressOf(door),
    ...(door.hasSecret && { tocsin_secret: '<the secret>' }),
    ...PARAMETERS,
  }
  const lines = Object.entries(parameters).map(
    ([name, value]) => `        - name: ${name}\n          value: '${value}'`,
  )
  const messages = MODES.map(
    (mode) => `        - event_source: TRIGGERS
          operation_mode: ${mode}
          subject: '{EVENT.NAME}'
          message: '${mode === 'UPDATE' ? '{USER.FULLNAME} {EVENT.UPDATE.ACTION}' : '{EVENT.OPDATA}'}'`,
  )
  return `zabbix_export:
  version: '6.0'
  date: '2026-01-01T00:00:00Z'
  media_types:
    - name: Tocsin
      type: WEBHOOK
      parameters:
${lines.join('\n')}
      attempts: '10'
      attempt_interval: 30s
      timeout: 10s
      script: |
${SCRIPT.split('\n')
  .map((line) => `        ${line}`)
  .join('\n')}
      message_templates:
${messages.join('\n')}`
}

export const guide: Guide = { zabbixMediaType: mediaType }
