import type { Guide, GuideDoor } from '../door.ts'
import { addressOf } from '../guide-text.ts'

const MACROS = {
  notification_type: 'notification.type',
  host: 'host.name',
  host_alias: 'host.display_name',
  host_address: 'host.address',
  host_state: 'host.state',
  host_output: 'host.output',
  service: 'service.name',
  service_state: 'service.state',
  service_output: 'service.output',
  business_service: 'service.vars.tocsin_service',
  author: 'notification.author',
  comment: 'notification.comment',
  timet: 'icinga.timet',
}

/**
 * Icinga hands arguments to curl without a shell between them, so that no output can break out of its field. An argument whose
 * macro has no value, like those of the service for a host, is left out.
 */
function command(door: GuideDoor): string {
  const secret = door.hasSecret ? ', "-H", "x-tocsin-secret: <the secret>"' : ''
  const fields = Object.entries(MACROS).map(
    ([field, macro]) => `    "${field}" = { key = "--data-urlencode", value = "${field}=$${macro}$" }`,
  )
  return `object NotificationCommand "tocsin" {
  command = [ "/usr/bin/curl", "-fsS", "-m", "10", "--retry", "3", "${addressOf(door)}"${secret} ]
  arguments = {
${fields.join('\n')}
  }
}`
}

export const guide: Guide = {
  icingaCommand: command,
  icingaApply: () => `object User "tocsin" { }

apply Notification "tocsin" to Host {
  command = "tocsin"
  users = [ "tocsin" ]
  types = [ Problem, Recovery, Acknowledgement, Custom, FlappingStart, FlappingEnd ]
  states = [ Up, Down ]
  interval = 0
  assign where true
}

apply Notification "tocsin" to Service {
  command = "tocsin"
  users = [ "tocsin" ]
  types = [ Problem, Recovery, Acknowledgement, Custom, FlappingStart, FlappingEnd ]
  states = [ OK, Warning, Critical, Unknown ]
  interval = 0
  assign where true
}`,
  curl: (door) => `curl -fsS ${addressOf(door)}${door.hasSecret ? ` -H "x-tocsin-secret: $TOCSIN_SECRET"` : ''} \\
  -d notification_type=PROBLEM -d host=web-1 -d service=http -d service_state=CRITICAL -d service_output=503`,
}
