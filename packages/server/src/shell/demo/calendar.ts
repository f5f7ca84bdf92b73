/** An ordinary day of the company, from its seed and its date alone: some troubles, the releases, the nightly jobs. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { DAY, formatInstant, HOUR, MINUTE } from '@tocsin/core/kernel/instant.ts'
import { type Chance, createChance } from './chance.ts'
import type { ServiceId } from './company.ts'
import type { Play } from './play.ts'
import type { Scene } from './scene.ts'
import { PAYMENT_SCENES } from './scenes-payments.ts'
import { PLATFORM_SCENES } from './scenes-platform.ts'
import { SHOP_SCENES } from './scenes-shop.ts'
import { beatOf, type Condition, callOf, deployOf, type Statement } from './senders.ts'

export const SCENES: readonly Scene[] = [...PAYMENT_SCENES, ...SHOP_SCENES, ...PLATFORM_SCENES]

const SUNDAY = 0
const SATURDAY = 6

/** Of the weeks before nobody reads every line: they are filled more thinly, and sooner. */
const RECENT_MS = 21 * DAY

export function startOfDay(at: number): Instant {
  return (Math.floor(at / DAY) * DAY) as Instant
}

/** Adds the days that begin in the span, and what is left of the one before it that began earlier. */
export function addDays(play: Play, from: Instant, until: Instant): void {
  for (let day = startOfDay(from); day <= until; day = (day + DAY) as Instant) addDay(play, day)
}

export function addDay(play: Play, day: Instant): void {
  const chance = createChance(`${play.settings.seed} ${formatInstant(day)}`)
  const weekday = new Date(day).getUTCDay()
  const isWorkday = weekday !== SUNDAY && weekday !== SATURDAY
  const isRecent = day > play.settings.madeAt - RECENT_MS
  const troubles = isWorkday ? chance.int(2, 4) + (isRecent ? 1 : 0) : chance.int(1, 2)
  for (let index = 0; index < troubles; index++) addTroubleOf(play, day, chance)
  const deploys = isWorkday ? chance.int(isRecent ? 4 : 1, isRecent ? 8 : 3) : chance.int(0, 1)
  for (let index = 0; index < deploys; index++) addDeploy(play, day + chance.int(7 * 60, 16 * 60) * MINUTE, chance)
  addJobs(play, day, chance)
}

function addTroubleOf(play: Play, day: Instant, chance: Chance): void {
  const own = createChance(`${play.settings.seed} ${chance.next()}`)
  const scene = pickScene(SCENES, own)
  // Customers call in the day; machines break at any hour, though more often when people work on them.
  const isInDay = scene.source === 'desk' || own.is(0.7)
  const at = day + (isInDay ? own.int(7 * 60, 19 * 60) : own.int(0, 24 * 60 - 1)) * MINUTE + own.int(0, 59_000)
  const [least, most] = scene.minutes
  addOnce(play, at, () => play.addTrouble(scene, own, at as Instant, own.skewed(least, most)))
}

/** What is over since long has not to be looked at again. */
const OVER_MS = 4 * DAY

function addOnce(play: Play, at: number, add: () => void): void {
  if (at > play.resumesAt - OVER_MS) add()
}

export function pickScene(scenes: readonly Scene[], chance: Chance): Scene {
  let left = chance.next() * scenes.reduce((sum, { weight }) => sum + weight, 0)
  for (const scene of scenes) {
    left -= scene.weight
    if (left <= 0) return scene
  }
  return chance.pick(scenes)
}

const MESSAGES = [
  'Show delivery dates on the first page',
  'Raise the pool of connections to 40',
  'Remove the old coupon table',
  'Translate the returns form',
  'Cache prices for a minute',
  'Update dependencies',
  'Log the provider with each refusal',
  'Smaller images for phones',
  'Retry once when the index is busy',
  'Fix the sort order of invoices',
  'Move sessions to the new store',
  'Stop writing the former totals',
]
const LOGINS = ['jweber', 'praman', 'tferreira', 'hokafor', 'lbyrne', 'slindqvist', 'esorensen', 'ademir', 'lmartin']
const DEPLOYED: readonly ServiceId[] = [
  'payment-api',
  'checkout',
  'storefront',
  'mobile-api',
  'search',
  'catalogue',
  'identity',
  'notifications',
  'ledger',
]

export function addDeploy(play: Play, at: number, chance: Chance): void {
  const deploy = {
    service: chance.pick(DEPLOYED),
    revision: chance.bytes(20).toString('hex'),
    message: chance.pick(MESSAGES),
    login: chance.pick(LOGINS),
    isFailed: chance.is(0.06),
  }
  if (at <= play.resumesAt) return
  play.cues.add(at, (stage) => stage.send(deployOf(play.settings, { ...deploy, at: stage.now() })))
}

/** Days on which the backup did not report, counted back from the making of the demo. */
const MISSED_BACKUPS: readonly number[] = [6, 20, 41]

function addJobs(play: Play, day: Instant, chance: Chance): void {
  const { settings } = play
  const beats = (source: 'nightly-backup' | 'settlement-run', at: number) => {
    if (at > play.resumesAt) play.cues.add(at, (stage) => stage.send(beatOf(settings, source)))
  }
  const daysBefore = Math.round((startOfDay(settings.madeAt) - day) / DAY)
  // When it failed, somebody starts it again by hand in the morning.
  const backupAt = MISSED_BACKUPS.includes(daysBefore) ? day + 8.2 * HOUR : day + 2 * HOUR
  beats('nightly-backup', backupAt + chance.int(0, 20) * MINUTE)
  beats('settlement-run', day + 4.5 * HOUR + chance.int(0, 15) * MINUTE)
  const watchdogAt = day + 10 * MINUTE
  if (watchdogAt > play.resumesAt)
    play.cues.add(watchdogAt, (stage) =>
      stage.send(callOf(settings, 'prometheus', watchdog(settings.begunAt, stage.now()))),
    )
}

/** Fires all the time, to prove that the way from Prometheus to Tocsin works. */
function watchdog(startedAt: Instant, at: Instant): Statement {
  const condition: Condition = {
    ...{ name: 'Watchdog', service: 'cluster', severity: 'info' },
    title: 'Prometheus reaches Tocsin',
    description: 'This alert always fires.',
    labels: {},
  }
  return { condition, isOver: false, startedAt, at }
}
