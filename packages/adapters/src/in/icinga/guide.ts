import type { Guide, GuideDoor } from '../door.ts'
import { addressOf } from '../guide-text.ts'

const BOTH = {
  notification_type: 'notification.type',
  host: 'host.name',
  host_alias: 'host.display_name',
  host_address: 'host.address',
  host_state: 'host.state',
  author: 'notification.author',
  comment: 'notification.comment',
  timet: 'icinga.timet',
}
const HOST = { host_output: 'host.output', notes_url: 'host.notes_url' }
const SERVICE = {
  service: 'service.name',
  service_state: 'service.state',
  service_output: 'service.output',
  notes_url: 'service.notes_url',
}

/** Icinga hands arguments to curl without a shell between them, so that no output can break out of its field. */
function command(door: GuideDoor, name: string, macros: Record<string, string>): string {
  const secret = door.hasSecret ? ', "-H", "x-tocsin-secret: <the secret>"' : ''
  const fields = Object.entries(macros).map(([field, macro]) => `        "${field}=$${macro}$"`)
  return `object NotificationCommand "${name}" {
  command = [ "/usr/bin/curl", "-fsS", "-m", "10", "--retry", "3", "${addressOf(door)}"${secret} ]
  arguments = {
    "--data-urlencode" = {
      repeat_key = true
      value = [
${fields.join(',\n')}
      ]
    }
  }
}`
}

export const guide: Guide = {
  icingaCommands: (door) =>
    [command(door, 'tocsin-host', { ...BOTH, ...HOST }), command(door, 'tocsin-service', { ...BOTH, ...SERVICE })].join(
      '\n\n',
    ),
  icingaApply: () => `object User "tocsin" { }

apply Notification "tocsin" to Host {
  command = "tocsin-host"
  users = [ "tocsin" ]
  types = [ Problem, Recovery, Acknowledgement, Custom, FlappingStart, FlappingEnd ]
  states = [ Up, Down ]
  interval = 0
  assign where true
}

apply Notification "tocsin" to Service {
  command = "tocsin-service"
  users = [ "tocsin" ]
  types = [ Problem, Recovery, Acknowledgement, Custom, FlappingStart, FlappingEnd ]
  states = [ OK, Warning, Critical, Unknown ]
  interval = 0
  assign where true
}`,
  curl: (door) => `curl -fsS ${addressOf(door)}${door.hasSecret ? ` -H "x-tocsin-secret: $TOCSIN_SECRET"` : ''} \\
  -d notification_type=PROBLEM -d host=web-1 -d service=http -d service_state=CRITICAL -d service_output=503`,
}
