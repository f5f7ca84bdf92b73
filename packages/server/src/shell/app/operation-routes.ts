/** The API of what happens: incidents and what can be done to them, alerts, silences, changes, and how Tocsin itself is doing. */

import type { Kysely } from 'kysely'
import { categoryRoutes } from '../../classify/category.routes.ts'
import { alertRoutes } from '../../detect/alert.routes.ts'
import { alertAttachmentRoutes } from '../../detect/alert-attachment.routes.ts'
import { noiseRoutes } from '../../detect/quiet/noise.routes.ts'
import { ruleRoutes } from '../../detect/rules/rule.routes.ts'
import { silenceRoutes } from '../../detect/silence.routes.ts'
import { sourceRoutes } from '../../detect/source.routes.ts'
import { changeRoutes } from '../../lake/change.routes.ts'
import { presenceRoutes } from '../../record/presence.routes.ts'
import { recordRoutes } from '../../record/routes.ts'
import type { Schema } from '../database/schema.ts'
import type { EngineDeps } from '../engine/deps.ts'
import type { ApiRoute } from '../http/api.ts'
import { bulkRoutes } from './bulk.routes.ts'
import { escalationRoutes } from './escalation.routes.ts'
import { homeRoutes } from './home.routes.ts'
import { incidentActions, incidentCommandRoutes } from './incident-commands.ts'
import type { LivePresence } from './live-presence.ts'
import { searchRoutes } from './search.routes.ts'
import { type SystemView, statusRoutes } from './status.routes.ts'

export interface OperationDeps {
  db: Kysely<Schema>
  engine: EngineDeps
  system: SystemView
  presence: LivePresence
}

export function operationRoutes({ db, engine, system, presence }: OperationDeps): ApiRoute[] {
  const record = { db, engine, actions: incidentActions }
  return [
    ...homeRoutes({ db, engine }),
    ...searchRoutes({ db, engine }),
    ...recordRoutes(record),
    ...categoryRoutes({ db, engine }),
    ...presenceRoutes({ engine, presence, tellPresence: (word) => presence.tell(word) }),
    ...incidentCommandRoutes(record),
    ...escalationRoutes({ db, engine }),
    ...bulkRoutes(record),
    ...alertRoutes({ db, engine }),
    ...alertAttachmentRoutes({ db }),
    ...noiseRoutes({ db, engine }),
    ...silenceRoutes({ db, engine }),
    ...ruleRoutes({ db, engine }),
    ...sourceRoutes({ db, engine }),
    ...changeRoutes({ db, engine }),
    ...statusRoutes({ db, system }),
  ]
}
