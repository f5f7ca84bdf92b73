import type { MessageLink } from '@tocsin/adapters/out/channel.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { Letter, MessageToPerson } from '@tocsin/core/kernel/decision.ts'
import { parsePlace } from '@tocsin/core/respond/place.ts'
import { type LinkAction, signLink } from '../shell/secrets/action-links.ts'
import { signReportLink, signReportMail } from '../shell/secrets/report-links.ts'
import { signRequestLink } from '../shell/secrets/request-links.ts'
import type { Secrets } from '../shell/secrets/secrets.ts'

/** A link in a page acts for a day: longer than any night, shorter than a lost phone matters. */
const LINK_LIFE_MS = 86_400_000

/** The links of a message: a page can be acknowledged and resolved without a login, a notice only leads to the incident. */
export function createActionLinks(secrets: Pick<Secrets, 'mac'>, publicUrl: () => string) {
  return (message: MessageToPerson, at: Instant): MessageLink[] => {
    if (message.kind === 'letter') return letterLinks(secrets, message, publicUrl())
    const { report } = message
    if (report) {
      const token = signReportLink(secrets, { incident: message.incident, report: report.id })
      return [{ action: 'view', url: `${publicUrl()}/report/${token}?mail=${signReportMail(secrets, report.id)}` }]
    }
    const view: MessageLink = { action: 'view', url: `${publicUrl()}/incidents/${message.incident}` }
    const place = parsePlace(message.user)
    // Whoever reads along there is nobody in particular; a vendor has no account to open the incident with.
    const call: MessageLink[] = message.bridge === undefined ? [] : [{ action: 'call', url: message.bridge }]
    if (place) return place.kind === 'vendor' ? call : [view, ...call]
    if (message.kind !== 'page') return [view]
    const expiresAt = (at + LINK_LIFE_MS) as Instant
    const act = (action: LinkAction): MessageLink => {
      const token = signLink(secrets, { person: message.user, incident: message.incident, action, expiresAt })
      return { action, url: `${publicUrl()}/a/${token}` }
    }
    const escalate = hasLinksAlone(message.target.channel) ? [act('escalate')] : []
    return [act('acknowledge'), ...escalate, act('resolve'), view, ...call]
  }
}

/** Chats whose buttons can only open pages, with room for as many as there are. Elsewhere buttons act, or there is room for few. */
function hasLinksAlone(channel: string): boolean {
  return ['teams', 'mattermost', 'googlechat', 'discord'].includes(channel)
}

/** A letter leads to the console; one that asks for a shift can be answered where it is read. */
function letterLinks(secrets: Pick<Secrets, 'mac'>, { user, asks, view }: Letter, publicUrl: string): MessageLink[] {
  const open: MessageLink = { action: 'view', url: `${publicUrl}${view}` }
  if (!asks) return [open]
  const token = signRequestLink(secrets, { person: user, request: asks.request, expiresAt: asks.until })
  return [{ action: 'answer', url: `${publicUrl}/a/shift/${token}` }, open]
}
