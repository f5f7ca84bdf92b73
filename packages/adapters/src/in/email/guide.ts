import type { Guide, GuideDoor } from '../door.ts'

/** Where mails go, where the server takes any itself. */
function mailAddress({ addresses }: GuideDoor): string {
  return addresses.find((each) => !each.includes('://')) ?? ''
}

function webhook({ addresses }: GuideDoor): string {
  return addresses.find((each) => each.includes('://')) ?? ''
}

/** `key+web-1-http@…`: mails to one such address are about one thing. */
function withDetail(address: string): string {
  return address.replace('@', '+web-1-http@')
}

export const guide: Guide = {
  mailAddress: (door) => mailAddress(door) && `${mailAddress(door)}\n${withDetail(mailAddress(door))}`,
  mailWebhook: (door) => webhook(door),
  mailPipe: (door) =>
    `# /etc/aliases, then run newaliases
alerts: "|/usr/bin/curl -fsS -m 30 --retry 3 -H 'content-type: message/rfc822'${secretHeader(door)} --data-binary @- ${webhook(door)}"`,
  mailCurl: (door) => `printf '%s\\n' 'From: check@example.com' 'Subject: PROBLEM: disk on db-1' '' 'It is full.' |
  curl -fsS -H 'content-type: message/rfc822'${secretHeader(door)} --data-binary @- ${webhook(door)}`,
}

function secretHeader({ hasSecret }: GuideDoor): string {
  return hasSecret ? ` -H "x-tocsin-secret: $TOCSIN_SECRET"` : ''
}
