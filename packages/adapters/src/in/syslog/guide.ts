import type { Guide } from '../door.ts'
import { addressOf } from '../guide-text.ts'

export const guide: Guide = {
  syslogRsyslog: ({ key }) => `template(name="Tocsin" type="list") {
  constant(value="<") property(name="pri") constant(value=">1 ")
  property(name="timestamp" dateFormat="rfc3339") constant(value=" ")
  property(name="hostname") constant(value=" ") property(name="app-name") constant(value=" ")
  property(name="procid") constant(value=" ") property(name="msgid")
  constant(value=" [tocsin key=\\"${key}\\"] ") property(name="msg" droplastlf="on")
}
auth,authpriv.* action(type="omfwd" target="<your server>" port="5514" protocol="tcp"
  TCP_Framing="octet-counted" template="Tocsin")`,
  syslogLogger: ({ key }) =>
    `logger --server <your server> --port 5514 --tcp --rfc5424 --sd-id tocsin@0 --sd-param 'key="${key}"' 'Failed password for root from 192.0.2.7'`,
  curl: (door) => `curl -fsS ${addressOf(door)} \\
  -H 'content-type: text/plain' \\
  -d '<38>1 - web-1 sshd 812 - - Failed password for root from 192.0.2.7 port 50022 ssh2'`,
}
