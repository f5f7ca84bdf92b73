/** Telephone numbers as the ITU writes them (E.164): a plus and at most fifteen digits. */
const E164 = /^\+[1-9]\d{5,14}$/

export function checkNumber(to: string): string | undefined {
  return E164.test(to) ? undefined : 'Expected a number with its country, such as +491701234567.'
}

/** `+49=TOCSIN, +1=+12025550100`: who a message comes from, by the beginning of the number that it goes to. */
export function readSenders(text: string): { prefix: string; sender: string }[] | undefined {
  const entries = text.split(',').map((entry) => entry.trim())
  const senders = entries
    .filter((entry) => entry !== '')
    .map((entry) => /^(\+\d{1,10})\s*=\s*(\S(?:.{0,38}\S)?)$/.exec(entry))
    .flatMap((match) => (match?.[1] && match[2] ? [{ prefix: match[1], sender: match[2] }] : []))
  return senders.length === entries.filter((entry) => entry !== '').length ? senders : undefined
}

/** The sender for a number: that of the longest prefix, else the usual one. */
export function senderFor(to: string, usual: string, senders = ''): string {
  const fitting = (readSenders(senders) ?? []).filter(({ prefix }) => to.startsWith(prefix))
  return fitting.reduce((best, each) => (each.prefix.length > best.prefix.length ? each : best), {
    prefix: '',
    sender: usual,
  }).sender
}

export function isNumber(sender: string): boolean {
  return E164.test(sender)
}

/** The field in which Twilio is told the sender: a messaging service has one of its own. */
export function senderField(sender: string): [string, string] {
  return [sender.startsWith('MG') ? 'MessagingServiceSid' : 'From', sender]
}
