/**
 * A node without its HTTP server: the database, the configuration, the engine and its chores. Commands of the command line
 * that need a database but no engine open one themselves.
 */
import { hostname } from 'node:os'
import type { Net } from '@tocsin/adapters/out/net.ts'
import { outChannels } from '@tocsin/adapters/out/registry.ts'
import type { OpenSocket } from '@tocsin/adapters/out/socket.ts'
import type { Logger } from 'pino'
import { createDeadLetters, type DeadLetters } from '../../detect/dead-letters.ts'
import type { CheckDeps } from '../../detect/monitors/run-check.ts'
import { createOpsgenieRound } from '../../detect/opsgenie/carry-out.ts'
import { COMMANDS_LOOP } from '../../detect/opsgenie/change-alert.ts'
import { createOutside, type Outside } from '../../detect/outside.ts'
import { createSourceNotices, type SourceNotices } from '../../detect/quiet/source-notices.ts'
import { forgetQuietGroups, STREAM_CLEAN_UP_MS } from '../../detect/stream/forget-quiet-groups.ts'
import { createOnCallLoop } from '../../people/on-call/record-on-call.ts'
import { createOnCallPublisher } from '../../record/webhooks/publish-on-call.ts'
import { createActionLinks } from '../../respond/action-links.ts'
import { createDeliver } from '../../respond/deliver.ts'
import { createKeptAuditor } from '../../respond/health/kept-audits.ts'
import { createReplyTo } from '../../respond/mail-reply.ts'
import { createShiftLetterLoop } from '../../respond/on-call/shift-letter-loop.ts'
import { createWatchLoop } from '../../respond/on-call/watch-schedules.ts'
import type { Deliver } from '../../respond/send-loop.ts'
import { createSlackGroups } from '../../respond/slack-groups/follow-on-call.ts'
import { createWordsFailed } from '../../respond/templates/template-problems.ts'
import type { Options } from '../config/options.ts'
import type { Database } from '../database/open-database.ts'
import type { EngineDeps, EngineLog, EngineWatch } from '../engine/deps.ts'
import { createDirectoryCache, type DirectoryCache } from '../engine/directory-cache.ts'
import { type Loop, type RunningLoop, startLoop } from '../engine/loop.ts'
import { createSignals } from '../engine/signals.ts'
import { waitAtMost } from '../engine/wait-at-most.ts'
import type { Ports } from '../ports/ports.ts'
import { ensurePushKeys } from '../secrets/push-keys.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { createSqlStore } from '../store/sql-store.ts'
import { createSendAccountMail } from './account-messages.ts'
import { channelExtras } from './channel-extras.ts'
import { type Chore, startChore } from './chores.ts'
import { createDoorProblems, type NoteDoorProblems } from './door-problems.ts'
import { type Engine, startEngine } from './engine.ts'
import { createGoneBrowsers } from './gone-browsers.ts'
import { createLiveConfiguration, type LiveConfiguration } from './live-configuration.ts'
import { replyDomainOf } from './mail-listener.ts'
import { createCalendarLoops } from './node-calendars.ts'
import { createHotlineLoop } from './node-hotline.ts'
import { createNodeMonitors } from './node-monitors.ts'
import { startRooms } from './node-rooms.ts'
import { startPublishing } from './node-webhooks.ts'
import { noiseChores } from './noise-chores.ts'
import { cleanUp } from './retention.ts'
import { createRuleTraffic, type RuleTraffic } from './rule-traffic.ts'
import { createSourceTraffic, type SourceTraffic, TRAFFIC_FLUSH_MS } from './source-traffic.ts'
import { readStorage, type StorageState } from './storage-watch.ts'
import { withStorePriority } from './store-priority.ts'
import { callWatchdog } from './watchdog.ts'

export interface NodeParts {
  options: Options
  database: Database
  ports: Ports
  secrets: Secrets
  logger: Logger
  watch: EngineWatch
  /** Somebody changed the configuration, on this node or another, and this node works with it now. */
  configurationChanged(version: number): void
  /** The address in links; known once the server listens. */
  publicUrl(): string
  version: string
}

export interface TocsinNode {
  name: string
  deps: EngineDeps
  engine: Engine
  /** For words that belong to no page, such as an answer in a chat. */
  net: Net
  /** For channels that listen; absent where nothing is to be listened to. */
  openSocket: OpenSocket | undefined
  configuration: LiveConfiguration
  storage(): StorageState | null
  noteDoorProblems: NoteDoorProblems
  outside: Outside
  deadLetters: DeadLetters
  traffic: SourceTraffic
  notices: SourceNotices
  /** Whether mail comes in, so that pages can be answered by it. */
  takesReplies: boolean
  /** For checks that somebody asks for. */
  check: CheckDeps
  stop(): Promise<void>
}

const DAY_MS = 86_400_000
/** A busy door writes tens of megabytes a second, and what is kept free has to outlast it. */
const STORAGE_LOOK_MS = 2_000
const MAINTAIN_MS = 300_000
const ANALYZE_MS = 60_000
const WATCHDOG_MS = 60_000
const SLACK_GROUPS_MS = 60_000
const AUDIT_MS = 60_000
/** Nothing is lost with a chore that does not come to its end. */
const CHORES_MS_MAX = 5_000

export async function startNode(parts: NodeParts): Promise<TocsinNode> {
  const { database, ports, secrets } = parts
  const store = createSqlStore(database.kysely)
  const directory = await createDirectoryCache(store)
  const ruleTraffic = createRuleTraffic(database.kysely, ports.clock)
  const notices = createSourceNotices(ports.clock)
  const deps: EngineDeps = {
    store,
    directory,
    clock: ports.clock,
    ids: ports.ids,
    nudge: createSignals(),
    log: engineLog(parts.logger),
    watch: withTraffic(parts.watch, ruleTraffic, notices),
  }
  await ensurePushKeys({ db: database.kysely, secrets, ids: ports.ids }, ports.clock.now())
  const configuration = await configurationOf(parts, directory)
  const rooms = startRooms(parts, deps, (channel) => configuration.sealed().channelConfig(channel))
  const webhooks = startPublishing(parts, deps, () => configuration.refresh())
  const name = `${hostname()}-${ports.ids.token(4)}`
  const flushesMax = database.engine === 'postgres' ? 2 : 1
  const engine = startEngine(
    deps,
    { node: name, version: parts.version, flushesMax },
    deliverOf(parts, deps, configuration),
  )
  const traffic = createSourceTraffic(database.kysely, deps)
  const { check, loop: monitors } = createNodeMonitors(parts, { deps, name, nodes: engine.nodes, traffic })
  let storage: StorageState | null = null
  const chores = choresOf(parts, deps, engine, (state) => {
    storage = state
  })
  const loops: RunningLoop[] = [
    ...[
      { name: 'config', round: () => configuration.round() },
      monitors,
      ...createCalendarLoops({ parts, deps, configuration, openNet: check.openNet }),
      ...onCallLoopsOf(parts, deps),
      webhooks,
      ...Object.values(rooms),
      createHotlineLoop(parts, deps, (channel) => configuration.sealed().channelConfig(channel)),
      { name: COMMANDS_LOOP, round: createOpsgenieRound(withStorePriority(deps, 'door')) },
    ].map((loop) => startLoop(deps, loop)),
    ...[
      ...chores,
      ...noiseChores(parts, deps, notices),
      { name: 'traffic', everyMs: TRAFFIC_FLUSH_MS, run: traffic.flush },
      { name: 'streams', everyMs: STREAM_CLEAN_UP_MS, run: () => forgetQuietGroups(database.kysely, deps) },
      { name: 'rule-traffic', everyMs: TRAFFIC_FLUSH_MS, run: ruleTraffic.flush },
      { name: 'slack-groups', everyMs: SLACK_GROUPS_MS, run: slackGroupsOf(parts, deps, configuration) },
    ].map((chore) => startChore(deps, chore)),
  ]
  return {
    ...{ name, deps, engine, configuration, net: ports.net, openSocket: ports.openSocket },
    storage: () => storage,
    noteDoorProblems: createDoorProblems(database.kysely, deps),
    outside: createOutside(ports.net, ports.clock.now),
    deadLetters: createDeadLetters(database.kysely, deps),
    ...{ traffic, check, notices, takesReplies: takesMail(parts.options) },
    async stop() {
      await engine.stop()
      await waitAtMost(deps.clock, CHORES_MS_MAX, Promise.all(loops.map((loop) => loop.stop())))
      await waitAtMost(deps.clock, CHORES_MS_MAX, webhooks.drained())
      await waitAtMost(deps.clock, CHORES_MS_MAX, Promise.all([lastFlush(traffic, deps), lastFlush(ruleTraffic, deps)]))
    },
  }
}

function configurationOf(
  { database, secrets, ports, configurationChanged }: NodeParts,
  directory: DirectoryCache,
): Promise<LiveConfiguration> {
  return createLiveConfiguration(database.kysely, secrets, directory, ports.clock.now, configurationChanged)
}

function onCallLoopsOf({ database }: NodeParts, engine: EngineDeps): Loop[] {
  const telling = createOnCallPublisher({ db: database.kysely, engine })
  return [createOnCallLoop(engine), createWatchLoop(engine), createShiftLetterLoop(engine), telling]
}

function deliverOf(parts: NodeParts, deps: EngineDeps, configuration: LiveConfiguration): Deliver {
  const { ports, secrets } = parts
  return createDeliver({
    ...{ net: ports.net, now: ports.clock.now, channels: outChannels },
    channelConfig: async (channel) => (await freshSealed(configuration, deps)).channelConfig(channel),
    secondConfig: async (channel) => (await freshSealed(configuration, deps)).secondConfig(channel),
    contactSecret: async (user, contact) => (await freshSealed(configuration, deps)).contactSecret(user, contact),
    directory: () => deps.directory.latest(),
    links: createActionLinks(secrets, parts.publicUrl),
    wordsFailed: createWordsFailed(parts.database.kysely, deps),
    replyTo: createReplyTo(secrets, () => replyDomainOf(parts.options, parts.publicUrl())),
    ...channelExtras(parts, deps, {
      goneBrowser: goneBrowsersOf(parts, deps, configuration),
      refresh: () => configuration.refresh(),
    }),
  })
}

function slackGroupsOf({ ports }: NodeParts, engine: EngineDeps, configuration: LiveConfiguration) {
  return createSlackGroups({
    ...{ net: ports.net, engine },
    directory: () => engine.directory.latest(),
    channelConfig: (channel) => configuration.sealed().channelConfig(channel),
  })
}

function takesMail({ smtpListen, mailDomain }: Options): boolean {
  return smtpListen !== undefined || mailDomain !== undefined
}

function goneBrowsersOf(
  { database, ports, secrets, publicUrl }: NodeParts,
  { log }: EngineDeps,
  configuration: LiveConfiguration,
): ReturnType<typeof createGoneBrowsers> {
  const { clock, ids, net } = ports
  const sealed = () => configuration.sealed()
  return createGoneBrowsers({
    ...{ db: database.kysely, clock, log, publicUrl },
    refresh: () => configuration.refresh(),
    sendMail: createSendAccountMail({ net, clock, ids, secrets, channels: outChannels, sealed }),
  })
}

/** A page must not go out with yesterday's secret: what is held is as new as the directory that decided on the page. */
async function freshSealed(configuration: LiveConfiguration, deps: EngineDeps) {
  if (configuration.sealed().version < deps.directory.latest().version) await configuration.refresh()
  return configuration.sealed()
}

function choresOf(
  parts: NodeParts,
  deps: EngineDeps,
  engine: Engine,
  setStorage: (state: StorageState) => void,
): Chore[] {
  const { database, options, ports, logger } = parts
  const chores: Chore[] = [
    {
      name: 'clean-up',
      everyMs: DAY_MS,
      async run(stopping) {
        const deleted = await cleanUp(database.kysely, options.retention, ports.clock.now(), stopping)
        logger.info({ deleted }, 'cleaned up')
      },
    },
    { name: 'analyze', everyMs: ANALYZE_MS, run: async () => void (await database.analyze()) },
  ]
  if (database.engine === 'embedded') {
    const maintain = async (stopping: AbortSignal) => void (await database.maintain(undefined, stopping))
    const lookAtStorage = async () => setStorage(await readStorage(options.dataDir))
    chores.push({ name: 'maintain', everyMs: MAINTAIN_MS, run: maintain })
    chores.push({ name: 'storage', everyMs: STORAGE_LOOK_MS, run: lookAtStorage })
  }
  const auditor = createKeptAuditor(deps, database.kysely)
  chores.push({ name: 'audit', everyMs: AUDIT_MS, run: (stopping) => auditor.run(stopping) })
  const { watchdogUrl } = options
  if (watchdogUrl)
    chores.push({
      name: 'watchdog',
      everyMs: WATCHDOG_MS,
      run: () => callWatchdog(deps, ports.net, { engine, auditor }, watchdogUrl),
    })
  return chores
}

function withTraffic(watch: EngineWatch, traffic: RuleTraffic, notices: SourceNotices): EngineWatch {
  return {
    ...watch,
    committed(incident, facts) {
      notices.noteFacts(facts)
      watch.committed(incident, facts)
    },
    rulesMet(steps) {
      traffic.met(steps)
      watch.rulesMet?.(steps)
    },
  }
}

async function lastFlush(traffic: Pick<SourceTraffic, 'flush'>, { log }: EngineDeps): Promise<void> {
  await traffic.flush().catch((error: unknown) => log.warn({ error: String(error) }, 'the last counts are lost'))
}

function engineLog(logger: Logger): EngineLog {
  return {
    error: (facts, message) => logger.error(facts, message),
    warn: (facts, message) => logger.warn(facts, message),
    info: (facts, message) => logger.info(facts, message),
  }
}
