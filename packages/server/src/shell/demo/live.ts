/** After the filling: the same company in real time, with something new every few minutes, so that there is always something to do. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { DAY, formatInstant, HOUR, MINUTE, SECOND } from '@tocsin/core/kernel/instant.ts'
import { addDay, addDeploy, pickScene, SCENES, startOfDay } from './calendar.ts'
import { type Chance, createChance } from './chance.ts'
import { emailOf, SERVICES, VISITOR } from './company.ts'
import type { Play } from './play.ts'
import type { Stage } from './stage.ts'

/** A visitor who has just signed in sees their first page come. */
const FIRST_MS = 40 * SECOND
const PAUSE_MINUTES = { least: 3.5, most: 7.5 }
/** With so much on the table nothing new begins. */
const UNFINISHED_MAX = 9
/** Every so often it is the visitor's turn. */
const VISITORS_TURN = 3

export function goOnLive(play: Play, now: Instant): void {
  const chance = createChance(`${play.settings.seed} live ${now}`)
  play.isLive = true
  play.cues.add(now + FIRST_MS, (stage) => addSomething(play, stage, chance, 0))
  play.cues.add(now + SECOND, (stage) => takeShift(stage))
  addTomorrows(play, now)
  addSweeps(play, now)
}

/** The days after today, one at a time. */
function addTomorrows(play: Play, now: Instant): void {
  const next = (startOfDay(now) + DAY) as Instant
  play.cues.add(next, async () => {
    addDay(play, next)
    addTomorrows(play, next)
  })
}

const SWEEP_MS = 6 * HOUR

export function addSweeps(play: Play, now: number): void {
  play.cues.add(now + SWEEP_MS, async (stage) => {
    await play.sweep(stage)
    addSweeps(play, stage.now())
  })
}

async function addSomething(play: Play, stage: Stage, chance: Chance, count: number): Promise<void> {
  const pause = PAUSE_MINUTES.least + chance.next() * (PAUSE_MINUTES.most - PAUSE_MINUTES.least)
  play.cues.add(stage.now() + pause * MINUTE, (later) => addSomething(play, later, chance, count + 1))
  if (count > 0 && chance.is(0.35)) addDeploy(play, stage.now() + SECOND, chance)
  const unfinished = await stage.listUnfinished()
  if (count > 0 && unfinished.length >= UNFINISHED_MAX) return
  const scenes =
    count % VISITORS_TURN === 0 ? SCENES.filter(isVisitors) : SCENES.filter(({ source }) => source !== 'desk')
  const own = createChance(`${play.settings.seed} live ${stage.now()}`)
  const minutes = count === 0 ? 24 : own.skewed(7, 22)
  play.addTrouble(pickScene(scenes, own), own, (stage.now() + SECOND) as Instant, minutes)
}

/** Urgent, and of the team for which the visitor is on call. */
function isVisitors({ service, severity, source }: (typeof SCENES)[number]): boolean {
  return SERVICES[service].team === 'payments' && severity === 'critical' && source !== 'desk'
}

/** Whoever looks at the demo is on call: when it is somebody else's week, they swap. */
async function takeShift(stage: Stage): Promise<void> {
  const current = stage.whoIsOnCall('payments-primary')
  if (current === undefined || current === VISITOR) return
  await stage.does('viktor', '/schedules/payments-primary/overrides', {
    ...{ mode: 'replace', add: emailOf(VISITOR), remove: emailOf(current) },
    starts_at: formatInstant(stage.now()),
    ends_at: formatInstant((stage.now() + 12 * HOUR) as Instant),
  })
}
