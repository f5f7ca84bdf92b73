/** Templates as the file and the API write them: the place that they stand in, and its words in Liquid. */
import { checkTemplate, TEMPLATE_CHARS_MAX, type TemplateValues } from '@tocsin/adapters/templates/liquid.ts'
import { TEMPLATE_IDS, TEMPLATE_PLACES } from '@tocsin/adapters/templates/template-places.ts'
import type { MessageTemplate } from '@tocsin/core/people/directory.ts'
import { sql } from 'kysely'
import { z } from 'zod'
import { kindOfTable } from './config-kind.ts'
import { expectingText, form, oneOf } from './fields.ts'
import type { FieldProblem } from './references.ts'

export interface TemplateRow {
  id: string
  subject: string | null
  body: string
  owned_by: string
}

const liquid = (what: string, example: string) =>
  z
    .string(expectingText(what))
    .max(TEMPLATE_CHARS_MAX, `has more than ${TEMPLATE_CHARS_MAX} characters`)
    .meta({ examples: [example] })

export const templateInput = form({
  /** The place: the kind of channel and the language. */
  id: oneOf(TEMPLATE_IDS).meta({ examples: ['sms-en'] }),
  /** The subject of a mail, the headline in a chat; without it the usual one. */
  subject: liquid('a subject', '{{ incident.priority }} {{ incident.title }}').optional(),
  body: liquid('a text', '{{ incident.id }}: {{ incident.title }}'),
})
export type TemplateInput = z.output<typeof templateInput>

export const templateKind = kindOfTable<TemplateRow>({
  name: 'template',
  table: 'message_templates',
  key: 'id',
  describe: ({ id, subject, body }) => ({ id, ...(subject !== null && { subject }), body }),
  // What was wrong was wrong with other words.
  async beforeChange(db, { id }) {
    await sql`delete from message_template_problems where template_id = ${id}`.execute(db)
  },
})

/** By the names of what pages give, which are the same on every page; the values are an example's. */
const EXAMPLE: TemplateValues = {
  incident: {
    ...{ id: 'INC-2026-000123', number: '123', title: 'Error rate above 5 %', priority: 'P2' },
    ...{ service: 'Payment API, Checkout', services: ['Payment API', 'Checkout'] },
  },
  page: { urgency: 'high', first_signal: 'First signal: 09:00.', why: 'You are paged because you are on call.' },
  person: { name: 'Ana' },
  links: {
    acknowledge: 'https://tocsin.example.com/a/1',
    resolve: 'https://tocsin.example.com/a/2',
    open: 'https://tocsin.example.com/incidents/INC-2026-000123',
  },
}

/** What a template can read, in the order in which it is documented: `incident.id`, … */
export const TEMPLATE_VARIABLES: readonly string[] = Object.entries(EXAMPLE).flatMap(([group, values]) =>
  Object.keys(values).map((name) => `${group}.${name}`),
)

/** Problems say where in the text they are, by line and column. */
export function checkTemplateInput({ id, subject, body }: TemplateInput): FieldProblem[] {
  const hasSubject = TEMPLATE_PLACES.some((place) => place.id === id && place.hasSubject)
  return [
    ...(subject !== undefined && !hasSubject
      ? [{ path: ['subject'], problem: `is nothing that ${id} has: it is one text, its body.` }]
      : []),
    ...(body.trim() === ''
      ? [{ path: ['body'], problem: 'says nothing; delete the template to have the usual words.' }]
      : []),
    ...problemsIn('subject', subject ?? ''),
    ...problemsIn('body', body),
  ]
}

function problemsIn(field: string, text: string): FieldProblem[] {
  return checkTemplate(text, EXAMPLE).map(({ line, column, problem }) => ({
    path: [field],
    problem: `${problem} (in the template at ${line}:${column})`,
  }))
}

export function templateRow({ id, subject, body }: TemplateInput): TemplateRow {
  return { id, subject: subject ?? null, body, owned_by: 'app' }
}

export function templateOf({ id, subject, body }: TemplateRow): MessageTemplate {
  return { id, body, ...(subject !== null && { subject }) }
}
