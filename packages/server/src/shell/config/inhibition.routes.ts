import { z } from 'zod'
import type { ApiRoute } from '../http/api.ts'
import type { ConfigurationDeps } from './configuration-deps.ts'
import { countInhibited } from './inhibited.queries.ts'
import {
  checkInhibition,
  type InhibitionRow,
  inhibitionInput,
  inhibitionKind,
  inhibitionRow,
} from './inhibition-configuration.ts'
import { thingRoutes } from './thing-routes.ts'

const matcherList = z.array(z.string()).describe('Tests of labels, e.g. `severity="critical"`.')

export function inhibitionRoutes(deps: ConfigurationDeps): ApiRoute[] {
  return thingRoutes<InhibitionRow, typeof inhibitionInput>(deps, {
    ...{ kind: inhibitionKind, noun: 'inhibition', plural: 'inhibitions', write: 'configuration.write' as const },
    input: inhibitionInput,
    shape: {
      id: z.string(),
      name: z.string(),
      causes: matcherList,
      symptoms: matcherList,
      equal: z.array(z.string()).optional().describe('Labels that have to be the same on both.'),
      active: z.boolean(),
      causes_firing: z.int().describe('Alerts that fire and mute by it now.'),
      muted: z.int().describe('Alerts that fire and that it mutes now.'),
    },
    async more(db) {
      const counts = await countInhibited(db)
      return ({ id }) => ({ causes_firing: 0, muted: 0, ...counts.get(id) })
    },
    check: checkInhibition,
    row: inhibitionRow,
  })
}
