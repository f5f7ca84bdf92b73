import { deadLetterRoutes } from '../detect/dead-letter.routes.ts'
import { monitorRoutes } from '../detect/monitors/monitor.routes.ts'
import { accountRoutes } from '../people/account-routes.ts'
import { placeRoutes } from '../people/place.routes.ts'
import { registerAttachments } from '../record/attachment-routes.ts'
import { reportRoutes } from '../record/portal/report.routes.ts'
import { webhookRoutes } from '../record/webhooks/webhook.routes.ts'
import { telegramRoutes } from '../respond/callbacks/telegram-connect.ts'
import { pagingHealthRoutes } from '../respond/health/paging-health.routes.ts'
import { roomRoutes } from '../respond/rooms/rooms.routes.ts'
import { slackConnectionRoutes } from '../respond/slack-socket/socket-state.routes.ts'
import { templatePreviewRoutes } from '../respond/templates/template-preview.routes.ts'
import { onCallLifeRoutes } from '../shell/app/on-call-life.routes.ts'
import { operationRoutes } from '../shell/app/operation-routes.ts'
import { VERSION } from '../shell/app/version.ts'
import { configurationRoutes } from '../shell/config/configuration-routes.ts'
import { guardApi, registerApiRoutes } from '../shell/http/api.ts'
import { createLogger } from '../shell/http/logger.ts'
import { registerOpenApi } from '../shell/http/openapi.ts'
import { createHttpServer } from '../shell/http/server.ts'
import type { Terminal } from './terminal.ts'

/** The description of all routes. Declaring a route touches nothing of what its handler works with, so nothing is started. */
export async function describeApi({ ids }: Pick<Terminal, 'ids'>): Promise<unknown> {
  const nothing = {} as never
  const app = createHttpServer({
    logger: createLogger({ level: 'silent' }),
    ids,
    probes: { readiness: async () => ({ isReady: false, parts: {} }) },
  })
  guardApi(app)
  await registerOpenApi(app, { version: VERSION })
  registerApiRoutes(app, nothing, [
    ...accountRoutes(nothing),
    ...operationRoutes(nothing),
    ...deadLetterRoutes(nothing),
    ...configurationRoutes(nothing),
    ...onCallLifeRoutes(nothing),
    ...webhookRoutes(nothing),
    ...placeRoutes(nothing),
    ...monitorRoutes(nothing),
    ...reportRoutes(nothing),
    ...telegramRoutes(nothing),
    ...pagingHealthRoutes(nothing),
    ...slackConnectionRoutes(nothing),
    ...roomRoutes(nothing),
    ...templatePreviewRoutes(nothing),
  ])
  registerAttachments(app, nothing)
  await app.ready()
  try {
    return app.swagger()
  } finally {
    await app.close()
  }
}
