/**
 * Private links of people who reported something: whoever holds one sees how it goes, and may add to that one report. A token is
 * `<payload>.<signature>`, both base64url, where the payload is `1|<incident>|<report>`. It does not end: an incident does.
 */
import type { IncidentId, ReportId } from '@tocsin/core/kernel/brand.ts'
import type { Secrets } from './secrets.ts'

export interface ReportLink {
  incident: IncidentId
  report: ReportId
}

const PURPOSE = 'report link'
/** What only the mail to the reporter's address holds. */
const MAIL_PURPOSE = 'report mail'
const FORM = '1'
const TOKEN_CHARS_MAX = 512

export function signReportLink(secrets: Pick<Secrets, 'mac'>, { incident, report }: ReportLink): string {
  const payload = Buffer.from([FORM, incident, report].join('|')).toString('base64url')
  return `${payload}.${secrets.mac(PURPOSE, payload)}`
}

/** Undefined for what this installation did not make. */
export function readReportLink(secrets: Pick<Secrets, 'isMac'>, token: string): ReportLink | undefined {
  const [payload = '', mac = '', ...rest] = token.length > TOKEN_CHARS_MAX ? [] : token.split('.')
  if (rest.length > 0 || !secrets.isMac(PURPOSE, payload, mac)) return undefined
  const [form, incident, report] = Buffer.from(payload, 'base64url').toString('utf8').split('|')
  if (form !== FORM || incident === undefined || report === undefined) return undefined
  return { incident: incident as IncidentId, report: report as ReportId }
}

/** Proves that whoever comes with it reads the mails of the address. */
export function signReportMail(secrets: Pick<Secrets, 'mac'>, report: ReportId): string {
  return secrets.mac(MAIL_PURPOSE, report)
}

export function isReportMail(secrets: Pick<Secrets, 'isMac'>, report: ReportId, proof: string): boolean {
  return secrets.isMac(MAIL_PURPOSE, report, proof)
}
