/** A whole node in the simulation: the real engine, doors, handlers and channels on simulated ports. */
import type { DoorReply, DoorRequest, InAdapter } from '@tocsin/adapters/in/door.ts'
import type { MessageLink } from '@tocsin/adapters/out/channel.ts'
import type { Net } from '@tocsin/adapters/out/net.ts'
import { outChannels } from '@tocsin/adapters/out/registry.ts'
import type { IncidentCommand, Outcome } from '@tocsin/core/incident.ts'
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { IncidentId, SourceId, UserId } from '@tocsin/core/kernel/brand.ts'
import type { MessageToPerson, PersonMessage } from '@tocsin/core/kernel/decision.ts'
import { DAY, HOUR } from '@tocsin/core/kernel/instant.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import { mergeIncidents, unmergeIncident } from '@tocsin/server/close/merge-incidents.ts'
import { type DoorDeps, passDoor } from '@tocsin/server/detect/door.ts'
import { createOutside } from '@tocsin/server/detect/outside.ts'
import { createPagingAuditor } from '@tocsin/server/respond/audit-paging.ts'
import { createDeliver } from '@tocsin/server/respond/deliver.ts'
import { type Bundle, createBundle } from '@tocsin/server/respond/gather/bundle-pages.ts'
import { type CountMessages, createFindLimit } from '@tocsin/server/respond/limits/limit-messages.ts'
import { type Engine, startEngine } from '@tocsin/server/shell/app/engine.ts'
import type { EngineDeps, EngineLog } from '@tocsin/server/shell/engine/deps.ts'
import { createDirectoryCache } from '@tocsin/server/shell/engine/directory-cache.ts'
import { createSignals } from '@tocsin/server/shell/engine/signals.ts'
import { runCommand, transact } from '@tocsin/server/shell/engine/transact.ts'
import type { Store } from '@tocsin/server/shell/store/store.ts'
import { isFirstNamed, type Journal, type LogLine } from '../journal.ts'
import { LINK_PREFIX, SECOND_MAIL_HOST } from '../world/providers.ts'
import type { World } from '../world/world.ts'
import type { BundleRows } from './backend.ts'
import type { Life } from './node-life.ts'

export interface SimNode {
  life: Life
  deps: EngineDeps
  engine: Engine
  /** A request at a door; null when the source is not known or switched off. */
  knock(adapter: InAdapter, source: SourceId, request: DoorRequest): Promise<DoorReply | null>
  command(incident: IncidentId, command: IncidentCommand, actor: Actor): Promise<Outcome>
  /** Merges into another incident; without one takes it out of the one that it was merged into. */
  merge(incident: IncidentId, into: IncidentId | undefined, actor: Actor): Promise<Outcome>
}

const CHANNEL_CONFIG: Record<string, unknown> = {
  email: { url: 'smtp://mail.example.com:25', from: 'Tocsin <tocsin@example.com>' },
  webhook: {},
  ntfy: { url: 'https://ntfy.example.com' },
}

/** Mail has a second server, with moods of its own. */
const SECOND_CONFIG: Record<string, unknown> = {
  email: { url: `smtp://${SECOND_MAIL_HOST}:25`, from: 'Tocsin <tocsin@example.com>' },
}

export interface NodeSetup {
  world: World
  journal: Journal
  store: Store
  bundles: BundleRows
  net: Net
  flushesMax: number
}

export async function startSimNode(life: Life, setup: NodeSetup): Promise<SimNode> {
  const { store, bundles, world, journal, net } = setup
  const directory = await createDirectoryCache(store)
  const deps: EngineDeps = {
    store,
    clock: life.clock(),
    ids: life.ids(),
    directory,
    nudge: createSignals(),
    log: logOf(life, world, journal),
    watch: { committed() {}, pageHandedOver() {}, pageMissed() {}, sendEnded() {} },
  }
  const deliver = createDeliver({
    net,
    now: () => deps.clock.now(),
    channels: outChannels,
    channelConfig: async (channel) => CHANNEL_CONFIG[channel],
    secondConfig: async (channel) => SECOND_CONFIG[channel],
    isAnyWanted: (pages) => isAnyOpen(deps, pages),
    contactSecret: async () => undefined,
    directory: () => directory.latest(),
    findLimit: createFindLimit(
      () => directory.latest(),
      countIn(journal, () => directory.latest()),
      (error) => deps.log.error({ error: String(error) }, 'the messages of a person could not be counted'),
    ),
    bundle: bundleOf(deps, bundles),
    links: linksOf,
  })
  void auditAgain(deps, life)
  const engine = startEngine(deps, { node: life.name, version: 'simulated', flushesMax: setup.flushesMax }, deliver)
  const door: DoorDeps = {
    engine: deps,
    intake: engine.intake,
    sources: () => undefined,
    isStorageFull: () => false,
    outside: createOutside(net, () => world.now),
    secretOf: () => 'none',
    deadLetters: { keep: async (source, door) => world.note(`a request of ${source} at ${door} could not be read`) },
    accepted() {},
    problems: (source, problems) => world.note(`problems at the door of ${source}: ${problems.join('; ')}`),
  }
  return {
    life,
    deps,
    engine,
    async knock(adapter, id, request) {
      const source = directory.latest().sources.get(id)
      return source?.isActive ? passDoor(door, adapter, source, request) : null
    },
    command: (incident, command, actor) => runCommand(deps, incident, command, actor),
    merge: (incident, into, actor) =>
      transact(deps, (unit) =>
        into ? mergeIncidents(unit, incident, { into }, { actor }) : unmergeIncident(unit, incident, {}, { actor }),
      ),
  }
}

/** In messages for several incidents some channels name of each only the link that takes it. */
function linksOf({ kind, page }: MessageToPerson): MessageLink[] {
  const url = `${LINK_PREFIX}${encodeURIComponent(page)}`
  return [{ action: 'view', url }, ...(kind === 'page' ? [{ action: 'acknowledge' as const, url }] : [])]
}

/** As a server puts it together. */
function bundleOf({ clock, directory, nudge, log }: EngineDeps, bundles: BundleRows): Bundle {
  return createBundle({
    ...bundles,
    directory: () => directory.latest(),
    bundleMax: (channel) => outChannels.get(channel)?.bundleMax,
    async markCarried(pages, by, at) {
      await bundles.markCarried(pages, by, at)
      nudge.nudge('send:page')
    },
    sleep: (ms) => clock.sleep(ms),
    failed: (error, what, page) => log.error({ page, error: String(error) }, what),
  })
}

async function isAnyOpen({ store, log }: EngineDeps, pages: readonly PersonMessage[]): Promise<boolean> {
  try {
    const found = await store.transaction((tx) => tx.loadIncidents(pages.map(({ incident }) => incident)))
    return pages.some(({ incident, page }) => found.get(incident)?.state.response.openPages[page] !== undefined)
  } catch (error) {
    log.warn(
      { unasked: pages[0]?.page, error: String(error) },
      'whether a page is still asked for could not be found out',
    )
    return true
  }
}

/** As the chore of a server does it. Whatever it finds is logged as an error: nothing is ever lost, but for deliberate bugs. */
const AUDIT_EVERY_MS = 15_000

async function auditAgain(deps: EngineDeps, life: Life): Promise<void> {
  const auditor = createPagingAuditor(
    deps,
    () => {},
    async () => {},
  )
  const stopping = new AbortController().signal
  while (!life.isDead) {
    await deps.clock.sleep(AUDIT_EVERY_MS)
    try {
      await auditor.run(stopping)
    } catch (error) {
      deps.log.warn({ error: String(error) }, 'an audit of paging failed')
    }
  }
}

/** As many messages as the providers really took. */
function countIn({ handovers }: Journal, directory: () => Directory): CountMessages {
  return async ({ user, channel, at }) => {
    const person = directory().users.get(user as UserId)
    const theirs = new Set(person?.contacts.map(({ to }) => to))
    const taken = (span: number) =>
      handovers.filter(
        (each) =>
          each.channel === channel && theirs.has(each.to) && isFirstNamed(each) && (each.takenAt ?? 0) > at - span,
      ).length
    return { hour: taken(HOUR), day: taken(DAY) }
  }
}

function logOf(life: Life, world: World, journal: Journal): EngineLog {
  const say = (facts: Record<string, unknown>, message: string): LogLine => {
    world.note(`${life.name} says: ${message} ${JSON.stringify(facts)}`)
    return { at: world.now, node: life.name, message, facts }
  }
  return {
    info: say,
    warn: (facts, message) => void journal.warnings.push(say(facts, message)),
    error: (facts, message) => void journal.errors.push(say(facts, message)),
  }
}
