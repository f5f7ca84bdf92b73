/** Every route of a node, put together: doors, API, link pages, live stream and the console. */

import type { Signal } from '@tocsin/core/detect/signal.ts'
import type { Instant, SourceId } from '@tocsin/core/kernel/brand.ts'
import type { Source } from '@tocsin/core/people/directory.ts'
import type { FastifyInstance } from 'fastify'
import { createAlertmanagerQueries } from '../../detect/alertmanager-queries.ts'
import { deadLetterRoutes } from '../../detect/dead-letter.routes.ts'
import { createSourceFinder, type DoorDeps, type KeyRing } from '../../detect/door.ts'
import { registerDoors } from '../../detect/door-routes.ts'
import { monitorRoutes } from '../../detect/monitors/monitor.routes.ts'
import { registerOpsgenie } from '../../detect/opsgenie/opsgenie-routes.ts'
import { createEventCounter } from '../../detect/stream/count-events.ts'
import { registerOtlp } from '../../detect/stream/otlp-routes.ts'
import type { SyslogOptions } from '../../detect/stream/syslog-listener.ts'
import { registerAccountRoutes } from '../../people/account-routes.ts'
import type { Accounts } from '../../people/accounts.ts'
import { registerFeedPages } from '../../people/feeds/feed-pages.ts'
import { placeRoutes } from '../../people/place.routes.ts'
import { registerAttachments } from '../../record/attachment-routes.ts'
import { findIncident } from '../../record/incident.queries.ts'
import { createFileKeeper } from '../../record/keep-files.ts'
import { createPortalGuard } from '../../record/portal/portal-guard.ts'
import { reportRoutes } from '../../record/portal/report.routes.ts'
import type { PortalDeps } from '../../record/portal/report-desk.ts'
import { registerReportPages } from '../../record/portal/report-pages.ts'
import { webhookRoutes } from '../../record/webhooks/webhook.routes.ts'
import { registerLinkPages } from '../../respond/link-routes.ts'
import { createMailReplies } from '../../respond/mail-reply.ts'
import { registerRequestLinks } from '../../respond/on-call/request-link.routes.ts'
import { readSessionToken } from '../auth/cookies.ts'
import { hashPassword } from '../auth/password-hash.ts'
import type { ConfigurationDeps } from '../config/configuration-deps.ts'
import { configurationRoutes } from '../config/configuration-routes.ts'
import { withPriority } from '../database/acquire-priority.ts'
import type { Database } from '../database/open-database.ts'
import { guardApi, registerApiRoutes } from '../http/api.ts'
import { registerOpenApi } from '../http/openapi.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { registerChannelCallbacks } from './channel-callbacks.ts'
import { registerConsole } from './console-files.ts'
import type { LiveFeed } from './live-feed.ts'
import type { LivePresence } from './live-presence.ts'
import { type MailOptions, mailDomainOf, registerMailDoor } from './mail-listener.ts'
import type { Meters } from './meters.ts'
import type { TocsinNode } from './node.ts'
import { onCallLifeRoutes } from './on-call-life.routes.ts'
import { operationRoutes } from './operation-routes.ts'
import type { SystemView } from './status.routes.ts'
import { withStorePriority } from './store-priority.ts'
import { registerStream } from './stream.ts'
import { registerSyslog } from './syslog-door.ts'

export interface HttpAppParts {
  node: TocsinNode
  database: Database
  secrets: Secrets
  accounts: Accounts
  feed: LiveFeed
  presence: LivePresence
  meters: Meters
  version: string
  startedAt: Instant
  publicUrl(): string
  /** Absent: no mail is taken. */
  mail?: MailOptions
  /** Absent: no syslog is taken. */
  syslog?: SyslogOptions
}

export async function registerEverything(app: FastifyInstance, parts: HttpAppParts): Promise<void> {
  const { node, database, accounts, version } = parts
  const db = database.kysely
  const engine = node.deps
  putRequestsInLine(app)
  guardApi(app)
  await registerOpenApi(app, { version })
  const door = doorOf(parts)
  registerDoorsOf(app, parts, door)
  registerOtlp(app, door)
  registerOpsgenie(app, { door, db, publicUrl: parts.publicUrl })
  if (parts.mail) registerMailDoor(app, door, parts.mail, parts.publicUrl)
  if (parts.syslog) registerSyslog(app, door, parts.syslog)
  registerAccountRoutes(app, accounts)
  registerApiRoutes(app, accounts, operationRoutes({ db, engine, system: systemOf(parts), presence: parts.presence }))
  registerAttachments(app, { db, engine, api: accounts })
  registerApiRoutes(app, accounts, deadLetterRoutes({ db, door }))
  registerApiRoutes(app, accounts, configurationRoutes(configurationDepsOf(parts)))
  registerApiRoutes(app, accounts, onCallLifeRoutes({ ...configurationDepsOf(parts), openNet: node.check.openNet }))
  registerApiRoutes(app, accounts, webhookRoutes(configurationDepsOf(parts)))
  registerPlaces(app, parts)
  const nudgeMonitors = (): void => node.deps.nudge.nudge('monitors')
  registerApiRoutes(app, accounts, monitorRoutes({ ...configurationDepsOf(parts), check: node.check, nudgeMonitors }))
  registerStream(app, { feed: parts.feed, api: accounts, clock: engine.clock, version })
  registerFeedPages(app, {
    ...{ db, clock: engine.clock, publicUrl: parts.publicUrl },
    directory: () => engine.directory.latest(),
  })
  registerLinkPages(app, {
    engine,
    secrets: parts.secrets,
    publicUrl: parts.publicUrl,
    findState: async (id) => (await findIncident(database.kysely, id))?.state,
  })
  registerRequestLinks(app, { ...configurationDepsOf(parts), now: () => engine.clock.now() })
  registerChannelCallbacks(app, parts)
  const portal = portalDepsOf(parts)
  registerApiRoutes(app, accounts, reportRoutes(portal))
  registerReportPages(app, portal)
  registerConsole(app)
}

function registerPlaces(app: FastifyInstance, { node, database, accounts }: HttpAppParts): void {
  const { sendPlaceTest } = accounts
  const directory = () => node.deps.directory.latest()
  if (sendPlaceTest)
    registerApiRoutes(app, accounts, placeRoutes({ db: database.kysely, directory, sendTest: sendPlaceTest }))
}

/** Requests of people wait for the database in the line of the doors; see store-priority.ts. Reading a body leaves that line. */
function putRequestsInLine(app: FastifyInstance): void {
  app.addHook('onRequest', (_request, _reply, done) => withPriority('door', done))
  app.addHook('preHandler', (_request, _reply, done) => withPriority('door', done))
}

function portalDepsOf({ node, database, secrets, accounts }: HttpAppParts): PortalDeps {
  const engine = node.deps
  return {
    ...{ db: database.kysely, engine, secrets },
    guard: createPortalGuard(secrets, engine.ids),
    isStorageFull: () => node.storage()?.isFull === true,
    refuseForeignOrigin: accounts.refuseForeignOrigin,
    async findPerson(request) {
      const token = readSessionToken(request, accounts.publicUrl)
      const person = token === undefined ? undefined : await accounts.sessions.find(token, engine.clock.now())
      return person?.isActive ? person : undefined
    },
  }
}

function configurationDepsOf(parts: HttpAppParts): ConfigurationDeps {
  const { node, database, secrets, accounts, publicUrl, mail } = parts
  const { ids, directory } = node.deps
  return {
    ...{ db: database.kysely, secrets, ids, publicUrl },
    ...(mail && { mailDomain: () => mailDomainOf(mail, publicUrl()) }),
    directory: () => directory.latest(),
    async configurationChanged() {
      // A file can bring keys of the API and change people who are signed in.
      accounts.apiKeys.forgetAll()
      accounts.sessions.forgetAll()
      await accounts.configurationChanged()
    },
    hashPassword: (password) => hashPassword(password, ids),
  }
}

function doorOf(parts: HttpAppParts): DoorDeps {
  const { node, meters } = parts
  const engine = node.deps
  const keys: KeyRing = {
    current: () => node.configuration.sealed().sourceOfKeyHash,
    former: () => node.configuration.sealed().sourceOfFormerKeyHash,
    formerUsed: node.traffic.formerKeyUsed,
  }
  return {
    engine,
    intake: node.engine.intake,
    counter: createEventCounter(withStorePriority(engine, 'door')),
    sources: createSourceFinder(keys, engine),
    isStorageFull: () => node.storage()?.isFull === true,
    replies: node.takesReplies ? mailRepliesOf(parts) : undefined,
    outside: node.outside,
    deadLetters: node.deadLetters,
    secretOf: (source: SourceId) => node.configuration.sealed().sourceSecret(source),
    problems(source: SourceId, problems: string[]) {
      node.noteDoorProblems(source, problems)
      node.traffic.problems(source, problems.length)
    },
    turnedAway: meters.connectionTurnedAway,
    overrun: node.notices.note,
    accepted(source: Source, signals: readonly Signal[]) {
      meters.signalsAccepted(source.id, signals.length)
      node.traffic.accepted(source, signals)
    },
  }
}

function mailRepliesOf({ node, database, secrets }: HttpAppParts) {
  const keepFiles = createFileKeeper(node.deps.ids)
  const engine = withStorePriority(node.deps, 'page')
  return createMailReplies({ db: database.kysely, engine, secrets, keepFiles })
}

function registerDoorsOf(
  app: FastifyInstance,
  { node, database, startedAt, version }: HttpAppParts,
  door: DoorDeps,
): void {
  const engine = node.deps
  const queries = createAlertmanagerQueries({ engine, db: database.kysely, startedAt, version })
  registerDoors(app, door, (source, request) => withPriority('normal', () => queries(source, request)))
}

function systemOf({ node, database, startedAt, version, feed }: HttpAppParts): SystemView {
  return {
    node: node.name,
    version,
    engine: database.engine,
    startedAt,
    loops: () => node.engine.heartbeat(),
    otherNodes: () => node.engine.nodes.others(),
    storage: node.storage,
    liveClients: () => feed.listenersCount(),
  }
}
