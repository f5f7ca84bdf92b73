/** Slack's own markup (https://docs.slack.dev/messaging/formatting-message-text) as the Markdown of notes. */

const ESCAPES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' }

/** The people that a text mentions by their id alone. */
export function mentionedMembers(text: string): string[] {
  return [...new Set([...text.matchAll(/<@([UW][A-Z0-9]{2,30})>/g)].map(([, id = '']) => id))]
}

/** @param nameOf of somebody whom the text mentions */
export function readSlackText(text: string, nameOf: (member: string) => string | undefined): string {
  return text
    .replace(/<([^<>]*)>/g, (_, inner: string) => readAngle(inner, nameOf))
    .replace(/&(?:lt|gt|amp);/g, (escaped) => ESCAPES[escaped] ?? escaped)
    .trim()
}

function readAngle(inner: string, nameOf: (member: string) => string | undefined): string {
  const cut = inner.indexOf('|')
  const [target, label] = cut < 0 ? [inner, ''] : [inner.slice(0, cut), inner.slice(cut + 1)]
  switch (target[0]) {
    case '@':
      return `@${label || nameOf(target.slice(1)) || target.slice(1)}`
    case '#':
      return `#${label || target.slice(1)}`
    case '!':
      // A date has its fallback behind the bar; `here`, `channel` and groups have their name.
      return label || `@${target.slice(1).split('^')[0]}`
    default:
      return label === '' || label === target ? target : `[${label.replaceAll(']', '')}](${target})`
  }
}

/** Slack calls a message by the instant at which it was written. */
export function instantOfTs(ts: string): number {
  return Math.round(Number(ts) * 1_000)
}
