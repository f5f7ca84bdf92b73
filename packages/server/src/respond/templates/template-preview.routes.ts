import { smsConfigSchema, takesReplies } from '@tocsin/adapters/out/telephone/sms.ts'
import { TEMPLATE_CHARS_MAX } from '@tocsin/adapters/templates/liquid.ts'
import { TEMPLATE_IDS, TEMPLATE_PLACES } from '@tocsin/adapters/templates/template-places.ts'
import type { IncidentState } from '@tocsin/core/incident.ts'
import { present } from '@tocsin/core/kernel/assert.ts'
import type { Kysely } from 'kysely'
import { z } from 'zod'
import { namesOf } from '../../people/directory-names.ts'
import { checkTemplateInput, TEMPLATE_VARIABLES } from '../../shell/config/template-configuration.ts'
import type { Schema } from '../../shell/database/schema.ts'
import type { EngineDeps } from '../../shell/engine/deps.ts'
import { type ApiRoute, defineRoute } from '../../shell/http/api.ts'
import { type PreviewIncident, previewMessage } from './page-values.ts'
import { previewPage } from './preview-page.ts'
import { wordPage } from './word-page.ts'

const placesSchema = z
  .object({
    places: z.array(
      z.object({
        id: z.enum(TEMPLATE_IDS),
        kind: z.string(),
        language: z.string(),
        has_subject: z.boolean(),
        subject: z.string().describe('What to begin with: it says what the usual words say.'),
        body: z.string(),
      }),
    ),
    variables: z.array(z.string()).describe('What a template can read, e.g. `incident.title`.'),
  })
  .meta({ id: 'MessageTemplatePlaces' })

const previewInput = z.object({
  id: z.enum(TEMPLATE_IDS),
  subject: z.string().max(TEMPLATE_CHARS_MAX).optional(),
  body: z.string().max(TEMPLATE_CHARS_MAX).optional().describe('Without it the usual words are shown.'),
  incident: z.string().max(40).optional().describe('Of this incident; without it, of an invented one.'),
})

const previewSchema = z
  .object({
    subject: z.string().nullable(),
    text: z.string().describe('As the channel writes it, with the way to answer.'),
    buttons: z.array(z.string()).describe('What can be pressed below it.'),
    is_usual: z.boolean().describe('It shows the usual words: without a template, or because it failed.'),
    problems: z.array(z.object({ field: z.string(), problem: z.string() })),
  })
  .meta({ id: 'MessageTemplatePreview' })

export interface TemplatePreviewDeps {
  db: Kysely<Schema>
  engine: Pick<EngineDeps, 'directory'>
  publicUrl(): string
  channelConfig(channel: string): unknown
}

export function templatePreviewRoutes(deps: TemplatePreviewDeps): ApiRoute[] {
  const tag = 'message-templates'
  return [
    defineRoute({
      ...{ id: 'listMessageTemplatePlaces', tag, summary: 'What can be worded, with what to begin with' },
      ...{ method: 'GET' as const, path: '/message-templates/places', permission: 'configuration.read' as const },
      success: placesSchema,
      handle: async () => ({
        places: TEMPLATE_PLACES.map(({ hasSubject, ...place }) => ({ ...place, has_subject: hasSubject })),
        variables: [...TEMPLATE_VARIABLES],
      }),
    }),
    defineRoute({
      ...{ id: 'previewMessageTemplate', tag, summary: 'Show what a page would say, without keeping or sending it' },
      ...{ method: 'POST' as const, path: '/message-templates/preview', permission: 'incident.read' as const },
      body: previewInput,
      success: previewSchema,
      async handle({ body: { id, subject, body, incident: wanted } }) {
        const place = present(
          TEMPLATE_PLACES.find((each) => each.id === id),
          'the place of a template',
        )
        const incident = wanted === undefined ? undefined : await findPreviewIncident(deps, wanted)
        if (wanted !== undefined && !incident) return { rejected: { code: 'not_found' } }
        const usual = previewMessage(place.language, incident, deps.publicUrl())
        const words = { id, ...(subject !== undefined && { subject }) }
        const problems = body === undefined ? [] : checkTemplateInput({ ...words, body })
        const { message, wordsProblem } = wordPage(usual, body === undefined ? undefined : { ...words, body })
        return {
          ...previewPage(place, message, canReplyBySms(deps)),
          is_usual: body === undefined || wordsProblem !== undefined,
          problems: problems.map(({ path: [field], problem }) => ({ field: String(field), problem })),
        }
      },
    }),
  ]
}

function canReplyBySms({ channelConfig }: TemplatePreviewDeps): boolean {
  const config = smsConfigSchema.safeParse(channelConfig('sms'))
  return config.success && takesReplies(config.data)
}

async function findPreviewIncident(
  { db, engine }: TemplatePreviewDeps,
  id: string,
): Promise<PreviewIncident | undefined> {
  const row = await db.selectFrom('incidents').select('state').where('id', '=', id).executeTakeFirst()
  const state = row?.state as IncidentState | undefined
  if (!state) return undefined
  const names = namesOf(engine.directory.latest())
  return {
    ...{ id: state.id, title: state.record.title, priority: state.priority.priority },
    services: state.record.services.map((service) => names.service(service).name),
    signalReceivedAt: state.signalReceivedAt,
  }
}
