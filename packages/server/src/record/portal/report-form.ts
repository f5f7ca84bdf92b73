/** What a form holds, and what is missing in it. */
import { checkEmailAddress } from '@tocsin/adapters/out/email/mailbox.ts'
import type { IncidentId, Instant } from '@tocsin/core/kernel/brand.ts'
import { DAY, HOUR, MINUTE } from '@tocsin/core/kernel/instant.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { REPORT_SYMPTOMS, type ReportSymptom } from '@tocsin/core/kernel/report.ts'
import { SCOPES, type Scope } from '@tocsin/core/kernel/scales.ts'
import { sniffImage } from '../image-type.ts'
import type { FormBody, FormFile } from './form-body.ts'

/** The names of the fields. That of the trap is one that machines like to fill in. */
export const FORM_FIELDS = {
  token: 'form',
  service: 'service',
  known: 'known',
  symptoms: 'symptoms',
  text: 'text',
  scope: 'scope',
  since: 'since',
  files: 'pictures',
  name: 'name',
  email: 'email',
  trap: 'website',
} as const

/** In place of a service's id. */
export const OTHER_SERVICE = '-'
export const SINCE_CHOICES = ['now', 'hour', 'today', 'day'] as const
const SINCE_MS: Record<(typeof SINCE_CHOICES)[number], number> = { now: MINUTE, hour: HOUR, today: 4 * HOUR, day: DAY }

export type FormProblem = 'symptoms' | 'scope' | 'text' | 'text_long' | 'email' | 'files' | 'known'

/** As it was filled in, to be shown again. */
export interface GivenForm {
  known: string
  symptoms: string[]
  text: string
  scope: string
  since: string
  name: string
  email: string
}

export const EMPTY_FORM: GivenForm = { known: '', symptoms: [], text: '', scope: '', since: 'now', name: '', email: '' }

export interface ReadForm {
  given: GivenForm
  problems: FormProblem[]
  report: {
    join: IncidentId | undefined
    symptoms: ReportSymptom[]
    text: string
    scope: Scope
    since: Instant
    name: string | undefined
    email: string | undefined
    files: FormFile[]
  }
}

const NAME_CHARS_MAX = 100

/** @param mustChoose whether there are known problems of which one has to be chosen, or none */
export function readForm(form: FormBody, now: Instant, mustChoose: boolean): ReadForm {
  const given: GivenForm = {
    known: form.value(FORM_FIELDS.known),
    symptoms: form.values(FORM_FIELDS.symptoms),
    text: form.value(FORM_FIELDS.text),
    scope: form.value(FORM_FIELDS.scope),
    since: form.value(FORM_FIELDS.since) || 'now',
    name: form.value(FORM_FIELDS.name).replace(/\s+/g, ' ').slice(0, NAME_CHARS_MAX),
    email: form.value(FORM_FIELDS.email),
  }
  const symptoms = REPORT_SYMPTOMS.filter((each) => given.symptoms.includes(each))
  const scope = SCOPES.find((each) => each === given.scope)
  const since = SINCE_CHOICES.find((each) => each === given.since) ?? 'now'
  const problems: FormProblem[] = []
  if (mustChoose && given.known === '') problems.push('known')
  if (symptoms.length === 0) problems.push('symptoms')
  if (given.text === '') problems.push('text')
  if (given.text.length > LIMITS.reportTextCharsMax) problems.push('text_long')
  if (scope === undefined) problems.push('scope')
  if (given.email !== '' && checkEmailAddress(given.email) !== undefined) problems.push('email')
  if (!areFilesRight(form.files)) problems.push('files')
  return {
    ...{ given, problems },
    report: {
      join: given.known === '' || given.known === 'new' ? undefined : (given.known as IncidentId),
      ...{ symptoms, text: given.text, scope: scope ?? 'individual', files: form.files },
      since: (now - SINCE_MS[since]) as Instant,
      name: given.name || undefined,
      email: given.email || undefined,
    },
  }
}

/** By how they begin: what a browser says of a file counts for nothing. */
export function areFilesRight(files: readonly FormFile[]): boolean {
  const bytes = files.reduce((sum, { content }) => sum + content.byteLength, 0)
  return (
    files.length <= LIMITS.reportAttachmentsMax &&
    bytes <= LIMITS.attachmentBytesMax &&
    files.every(({ content }) => sniffImage(content) !== undefined)
  )
}
