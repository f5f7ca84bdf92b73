import type { Guide, GuideDoor } from '../door.ts'
import { addressOf } from '../guide-text.ts'

const BOTH = {
  notification_type: 'NOTIFICATIONTYPE',
  host: 'HOSTNAME',
  host_alias: 'HOSTALIAS',
  host_address: 'HOSTADDRESS',
  host_state: 'HOSTSTATE',
  host_groups: 'HOSTGROUPNAMES',
  author: 'NOTIFICATIONAUTHOR',
  comment: 'NOTIFICATIONCOMMENT',
  timet: 'TIMET',
}
const HOST = { host_output: 'HOSTOUTPUT', long_host_output: 'LONGHOSTOUTPUT', notes_url: 'HOSTNOTESURL' }
const SERVICE = {
  service: 'SERVICEDESC',
  service_state: 'SERVICESTATE',
  service_output: 'SERVICEOUTPUT',
  long_service_output: 'LONGSERVICEOUTPUT',
  service_groups: 'SERVICEGROUPNAMES',
  business_service: '_SERVICETOCSIN_SERVICE',
  notes_url: 'SERVICENOTESURL',
}

/** Single quotes: Nagios takes them out of what macros bring along (`illegal_macro_output_chars`), so nothing reaches the shell. */
function command(door: GuideDoor, name: string, macros: Record<string, string>): string {
  const secret = door.hasSecret ? ` -H 'x-tocsin-secret: $USER10$'` : ''
  const fields = Object.entries(macros).map(([field, macro]) => ` --data-urlencode '${field}=$${macro}$'`)
  return `define command {
  command_name  ${name}
  command_line  /usr/bin/curl -fsS -m 10 --retry 3 '${addressOf(door)}'${secret}${fields.join('')}
}`
}

export const guide: Guide = {
  nagiosCommands: (door) =>
    [
      command(door, 'notify-host-by-tocsin', { ...BOTH, ...HOST }),
      command(door, 'notify-service-by-tocsin', { ...BOTH, ...SERVICE }),
    ].join('\n\n'),
  nagiosContact: () => `define contact {
  contact_name                   tocsin
  alias                          Tocsin
  host_notification_period       24x7
  service_notification_period    24x7
  host_notification_options      d,u,r,f
  service_notification_options   w,u,c,r,f
  host_notification_commands     notify-host-by-tocsin
  service_notification_commands  notify-service-by-tocsin
}`,
  curl: (door) => `curl -fsS ${addressOf(door)}${door.hasSecret ? ` -H "x-tocsin-secret: $TOCSIN_SECRET"` : ''} \\
  -d notification_type=PROBLEM -d host=web-1 -d service=HTTP -d service_state=CRITICAL -d service_output=503`,
}
