import { TEMPLATE_IDS } from '@tocsin/adapters/templates/template-places.ts'
import { z } from 'zod'
import type { ApiRoute } from '../http/api.ts'
import type { ConfigurationDeps } from './configuration-deps.ts'
import {
  checkTemplateInput,
  type TemplateRow,
  templateInput,
  templateKind,
  templateRow,
} from './template-configuration.ts'
import { thingRoutes } from './thing-routes.ts'

/** The words of pages that were replaced; a place without one has the usual words. */
export function templateRoutes(deps: ConfigurationDeps): ApiRoute[] {
  return thingRoutes<TemplateRow, typeof templateInput>(deps, {
    ...{ kind: templateKind, noun: 'messageTemplate', plural: 'messageTemplates', write: 'settings.write' as const },
    spelled: { path: 'message-templates', one: 'message template', many: 'message templates' },
    input: templateInput,
    shape: {
      id: z.enum(TEMPLATE_IDS).describe('The kind of channel and the language.'),
      subject: z.string().optional().describe('Liquid; without it the usual subject.'),
      body: z.string().describe('Liquid.'),
    },
    check: checkTemplateInput,
    row: templateRow,
  })
}
