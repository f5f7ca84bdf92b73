/**
 * The demo: an invented company whose last weeks came through the doors of a real server in lapsed time, and which goes on in real
 * time. Loaded only by `--demo`. Nothing of it leaves the process (see mailbox.ts), and it writes in a folder of its own alone.
 */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { DAY } from '@tocsin/core/kernel/instant.ts'
import type { DemoWorld } from '../../people/accounts.ts'
import type { AssembledServer, ServerParts } from '../app/assemble.ts'
import { StartFailure } from '../app/start-failure.ts'
import type { Options } from '../config/options.ts'
import type { EngineWatch } from '../engine/deps.ts'
import { systemClock } from '../ports/clock.ts'
import { createIds } from '../ports/ids.ts'
import type { SystemPorts } from '../ports/ports.ts'
import { createChance } from './chance.ts'
import { COMPANY, describeWorld, emailOf, PEOPLE, VISITOR } from './company.ts'
import { type DemoSettings, openDemoFolder } from './demo-folder.ts'
import { fillHistory, readPlayedUntil } from './fill.ts'
import { goOnLive } from './live.ts'
import { createMailbox } from './mailbox.ts'
import { Play } from './play.ts'
import { createStage, type Stage } from './stage.ts'
import { addStories, arePhonesDown } from './tell-story.ts'

export interface Demo {
  /** Those of the start, without what has no place in a demo. */
  options: Options
  ports: SystemPorts
  world: DemoWorld
  onCommit: EngineWatch['committed']
  /** Plays what is missing up to now, in lapsed time; before the server listens. */
  fill(parts: ServerParts): Promise<void>
  /** Plays on in real time. */
  goOn(server: AssembledServer): void
  /** Ends the play; what is under way is finished. */
  rest(): Promise<void>
  /** For the terminal. */
  greeting(url: string): string[]
}

/** The same for everybody: two demos that are made at one instant are alike. */
const SEED = 20_260_105
/** After a longer pause the company starts again from here. */
const GAP_MS_MAX = 56 * DAY

/** Throws StartFailure where something real could be touched. */
export function openDemo(given: Options): Demo {
  const spanMs = given.demo?.spanMs ?? GAP_MS_MAX
  if (given.databaseUrl !== undefined)
    throw new StartFailure(
      'The demo has an embedded database of its own and leaves PostgreSQL servers alone. Start it without --database-url and without DATABASE_URL',
    )
  const ids = createIds(systemClock)
  const folder = openDemoFolder(given.dataDir, () =>
    newSettings(systemClock.now(), spanMs, ids.token(9), ids.token(24)),
  )
  if ('problem' in folder) throw new StartFailure(folder.problem)
  const { settings } = folder
  const { configFile: _file, watchdogUrl: _watchdog, ...options } = given
  const chance = createChance(`${settings.seed} mailbox`)
  const net = createMailbox({ clock: systemClock, chance, arePhonesDown: (at) => arePhonesDown(settings, at) })
  let play: Play | undefined
  const stopping = new AbortController()
  let living: Promise<void> = Promise.resolve()
  let secrets: ServerParts['secrets'] | undefined
  return {
    options,
    ports: { clock: systemClock, ids, net },
    world: describeWorld(settings),
    onCommit: (incident, facts) => play?.committed(incident, facts),
    async fill(parts) {
      secrets = parts.secrets
      const playedUntil = await readPlayedUntil(parts.database)
      const resumesAt = Math.max(playedUntil ?? settings.begunAt, systemClock.now() - GAP_MS_MAX) as Instant
      play = new Play(settings, resumesAt)
      addStories(play)
      await fillHistory(play, {
        options,
        parts,
        isNew: playedUntil === undefined,
        until: systemClock.now,
        print: createProgress(),
      })
    },
    goOn(server) {
      if (!play || !secrets) return
      const stage = createStage({ server, secrets, settings, settle: () => systemClock.sleep(SETTLE_MS) })
      play.enter(stage)
      goOnLive(play, systemClock.now())
      living = live(play, stage, stopping.signal, server.node.deps.log)
    },
    async rest() {
      stopping.abort()
      await living
    },
    greeting: (url) => greetingOf(url, settings),
  }
}

const SETTLE_MS = 600

function newSettings(now: Instant, spanMs: number, password: string, keySeed: string): DemoSettings {
  return {
    version: 1,
    seed: SEED,
    madeAt: now,
    begunAt: (now - spanMs) as Instant,
    password: `kite-${password}`,
    keySeed,
  }
}

/** Cues come from whoever is paged, too: nobody sleeps long ahead of the next one. */
const LOOK_MS = 2_000

async function live(
  play: Play,
  stage: Stage,
  stopping: AbortSignal,
  log: AssembledServer['node']['deps']['log'],
): Promise<void> {
  while (!stopping.aborted) {
    const wait = (play.cues.next?.at ?? Number.POSITIVE_INFINITY) - systemClock.now()
    if (wait > 0) {
      await systemClock.sleep(Math.min(wait, LOOK_MS), stopping)
      continue
    }
    await play.cues
      .take()
      ?.run(stage)
      .catch((error: unknown) => log.warn({ error: String(error) }, 'something in the demo did not happen'))
  }
}

function greetingOf(url: string, { password }: DemoSettings): string[] {
  const email = emailOf(VISITOR)
  return [
    '',
    `This is the demo: ${COMPANY}, a company that does not exist. Nothing is sent to anybody.`,
    `Open ${url}/login?as=${encodeURIComponent(email)} to be signed in as ${PEOPLE[VISITOR].name}, who is on call.`,
    `By hand: ${email}, password ${password}`,
    'To start for real: npm start',
  ]
}

const TENTH = 10

/** One line that is written again and again on a terminal; elsewhere a line for each tenth. */
function createProgress(): (share: number, text: string, isLast: boolean) => void {
  let tenths = -1
  return (share, text, isLast) => {
    const line = `  ${String(Math.floor(share * 100)).padStart(3)} %  ${text}`
    const isNews = Math.floor(share * TENTH) > tenths
    tenths = Math.floor(share * TENTH)
    if (process.stdout.isTTY) process.stdout.write(`\r${line}\u001b[K${isLast ? '\n' : ''}`)
    else if (isNews) process.stdout.write(`${line}\n`)
  }
}
