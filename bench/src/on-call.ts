/**
 * Who is on call: the calculation alone, in this process. Beside ours runs that of the other checkout when `--server` names one, in turns,
 * and both have to give the same answers.
 */
import { join } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { DAY, instant, MINUTE } from '@tocsin/core/kernel/instant.ts'
import type { Roster, Schedule } from '@tocsin/core/people/schedule.ts'
import * as ours from '@tocsin/core/respond/on-call.ts'
import { type Bench, inTurns, type Report } from './bench.ts'
import { ASKED_AT, eightLayers, hourly, largeRoster, PEOPLE, SCHEDULES } from './on-call-house.ts'
import { median } from './statistics.ts'
import { type Cell, formatCount, formatMs, formatRatio, type Table } from './table.ts'
import { OWN_SERVER } from './tocsin-target.ts'

type Calculation = Pick<typeof ours, 'calcOnCall' | 'calcShifts'>

interface Question {
  name: string
  aimMs: number | null
  /** Before each time, and not measured. */
  prepare?(): void
  /** Asks it and gives the answers; `round` moves the instant on, so that no answer comes twice. */
  ask(calculation: Calculation, round: number): unknown[]
}

interface OnCallFigures {
  calculation: 'this checkout' | 'the other one'
  question: string
  aimMs: number | null
  /** The very first time. */
  firstCpuMs: number
  cpuMs: number[]
}

const ROUNDS = 40
const ROUNDS_QUICK = 10
/** Rounds that do not count: a server that has been up for a while is what people have. */
const WARM_ROUNDS = 5
/** A slow calculation is asked less often, but so many times at least. */
const BUDGET_MS = 10_000
const ROUNDS_MIN = 3
const ALONE: Roster = { teams: new Map(), schedules: new Map() }
const HOURLY_QUESTIONS = 1_000

export async function benchOnCall(bench: Bench): Promise<Report> {
  const calculations: [OnCallFigures['calculation'], Calculation][] = [['this checkout', ours]]
  if (bench.server !== OWN_SERVER) calculations.push(['the other one', await importOther(bench.server)])
  const figures: OnCallFigures[] = []
  const failures: string[] = []
  for (const question of listQuestions()) {
    const measured = measure(question, calculations, bench.isQuick ? ROUNDS_QUICK : ROUNDS)
    const [first, ...others] = measured.map(({ answers }) => answers)
    if (!JSON.stringify(first).includes('user-')) failures.push(`${question.name}: nobody is on call`)
    if (others.some((each) => !isDeepStrictEqual(each, first)))
      failures.push(`${question.name}: the two checkouts do not agree`)
    figures.push(...measured.map((each) => each.figures))
    bench.log(`on-call: ${question.name}`)
  }
  return { tables: [onCallTable(figures)], figures, failures }
}

function listQuestions(): Question[] {
  const roster = largeRoster()
  const schedules = [...roster.schedules.values()]
  const at = (round: number): Instant => instant(ASKED_AT + round * MINUTE)
  let changed = schedules
  const year = eightLayers()
  const everyHour = (name: string, schedule: Schedule): Question => ({
    name,
    aimMs: null,
    ask: ({ calcOnCall }, round) =>
      Array.from({ length: HOURLY_QUESTIONS }, (_, hour) =>
        calcOnCall(ALONE, schedule, instant(at(round) + hour * 37 * MINUTE)),
      ),
  })
  return [
    {
      name: `who is on call, ${formatCount(SCHEDULES)} schedules with ${formatCount(PEOPLE)} people`,
      aimMs: 50,
      ask: ({ calcOnCall }, round) => schedules.map((schedule) => calcOnCall(roster, schedule, at(round))),
    },
    {
      name: 'the same, the first time after a change of the configuration',
      aimMs: null,
      prepare() {
        changed = structuredClone(schedules)
      },
      ask: ({ calcOnCall }, round) => changed.map((schedule) => calcOnCall(roster, schedule, at(round))),
    },
    {
      name: 'the same, and what comes in the next 15 days',
      aimMs: null,
      ask: ({ calcShifts }, round) =>
        schedules.map((schedule) => calcShifts(roster, schedule, at(round), instant(at(round) + 15 * DAY))),
    },
    {
      name: 'a year of one schedule with 8 layers',
      aimMs: 20,
      ask: ({ calcShifts }, round) => calcShifts(ALONE, year, at(round), instant(at(round) + 365 * DAY)),
    },
    everyHour('1,000 instants of a new hourly rotation', hourly('2026-11-16T09:00')),
    everyHour('1,000 instants of an hourly rotation of five years', hourly('2021-11-15T09:00')),
  ]
}

function measure(
  question: Question,
  calculations: readonly [OnCallFigures['calculation'], Calculation][],
  rounds: number,
): { figures: OnCallFigures; answers: unknown[] }[] {
  const { name, aimMs } = question
  const measured = calculations.map(([which, calculation]) => {
    const first = ask(question, calculation, 0)
    const figures = { calculation: which, question: name, aimMs, firstCpuMs: first.cpuMs, cpuMs: [] as number[] }
    return { figures, answers: first.answers, calculation }
  })
  let spentMs = 0
  for (let round = 1; round <= WARM_ROUNDS + rounds; round += 1) {
    for (const { figures, calculation } of inTurns(measured, round)) {
      const { cpuMs } = ask(question, calculation, round)
      spentMs += cpuMs
      if (round > WARM_ROUNDS) figures.cpuMs.push(cpuMs)
    }
    if (spentMs > BUDGET_MS && round >= WARM_ROUNDS + ROUNDS_MIN) break
  }
  return measured
}

function ask(question: Question, calculation: Calculation, round: number): { cpuMs: number; answers: unknown[] } {
  question.prepare?.()
  const before = process.cpuUsage()
  const answers = question.ask(calculation, round)
  const { user, system } = process.cpuUsage(before)
  return { cpuMs: (user + system) / 1_000, answers }
}

function onCallTable(figures: readonly OnCallFigures[]): Table {
  const medianOf = (question: string, calculation: OnCallFigures['calculation']): number | null => {
    const found = figures.find((each) => each.question === question && each.calculation === calculation)
    return found ? median(found.cpuMs) : null
  }
  const rows = [...new Set(figures.map(({ question }) => question))].map((question): Cell[] => {
    const [own, other] = [medianOf(question, 'this checkout'), medianOf(question, 'the other one')]
    const { aimMs = null, firstCpuMs = null } = figures.find((each) => each.question === question) ?? {}
    const ratio = own && other && other / own
    return [question, ...[own, firstCpuMs, other].map(formatMs), formatRatio(ratio), formatMs(aimMs)]
  })
  return {
    title: 'On call: the calculation alone, median CPU time',
    columns: ['question', 'CPU', 'first time', 'other checkout', 'faster by', 'aim'],
    rows,
    notes: [],
  }
}

/** The same part of another checkout, found from its server's main.ts. */
async function importOther(server: string): Promise<Calculation> {
  const path = join(server, '../../../core/src/respond/on-call.ts')
  return (await import(pathToFileURL(path).href)) as Calculation
}
