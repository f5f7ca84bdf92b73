/** Pages while 100,000 edits of chat messages are queued: what the backlog costs a page, against the same server without it. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Bench, type Report, withTargets } from './bench.ts'
import { type ChatBacklog, countChatEdits, queueChatEdits } from './chat-backlog.ts'
import { inspectDatabase } from './database-inspection.ts'
import { type PageSamples, samplePages } from './page-samples.ts'
import { startSlowChat } from './slow-chat.ts'
import { percentile } from './statistics.ts'
import { type Cell, formatCount, formatMs, formatRatio, type Table } from './table.ts'
import { TARGET_LABELS, type Target } from './target.ts'
import type { TocsinTarget } from './tocsin-target.ts'

const EDITS = 100_000
const EDITS_QUICK = 5_000
const SAMPLE_MS = 50
const WARM_SAMPLES = 20
/** A server that has just started has other things to do. */
const LEAD_MS = 3_000

interface BehindChatFigures {
  target: Target['name']
  edits: number
  without: PageSamples
  behind: PageSamples
  /** When the last page had come. */
  left: ChatBacklog
}

export async function benchPagingBehindChat(bench: Bench): Promise<Report> {
  const chat = await startSlowChat()
  try {
    const organisation = { isPaging: true, chat: { url: chat.url, token: chat.token } }
    return await withTargets({ ...bench, alertmanager: null }, organisation, async ({ tocsins }) => {
      const [edits, samples] = bench.isQuick ? [EDITS_QUICK, 50] : [EDITS, 400]
      const figures: BehindChatFigures[] = []
      for (const tocsin of tocsins) {
        const measured = await measure(tocsin, edits, samples)
        figures.push(measured)
        bench.log(`paging behind chat: ${tocsin.name} p99 ${formatMs(percentile(measured.behind.latenciesMs, 0.99))}`)
      }
      return { tables: [table(figures)], figures, failures: figures.flatMap(failuresOf) }
    })
  } finally {
    await chat.close()
  }
}

/** Both times of a server that has started anew, because only then the embedded database can be written to from here. */
async function measure(tocsin: TocsinTarget, edits: number, samples: number): Promise<BehindChatFigures> {
  await tocsin.halt()
  await tocsin.restart()
  const without = await samplesOf(tocsin, 'Without', samples)
  await tocsin.halt()
  await inspectDatabase(tocsin.database, (query) => queueChatEdits(query, edits, Date.now()))
  await tocsin.restart()
  const behind = await samplesOf(tocsin, 'Behind', samples)
  await tocsin.halt()
  const left = await inspectDatabase(tocsin.database, countChatEdits)
  return { target: tocsin.name, edits, without, behind, left }
}

async function samplesOf(tocsin: TocsinTarget, name: string, samples: number): Promise<PageSamples> {
  await sleep(LEAD_MS)
  await samplePages(tocsin, `Warm${name}`, { everyMs: SAMPLE_MS, isEnough: (sent) => sent === WARM_SAMPLES })
  return samplePages(tocsin, name, { everyMs: SAMPLE_MS, isEnough: (sent) => sent === samples })
}

function failuresOf({ target, edits, without, behind, left }: BehindChatFigures): string[] {
  const problems: string[] = []
  const missing = without.missing + behind.missing
  if (missing > 0) problems.push(`${missing} pages never arrived`)
  if (left.pending === 0)
    problems.push('the chat had been told everything before the last page: no backlog was measured')
  if (left.sent === 0) problems.push('the chat was told nothing: no work was measured')
  if (left.pending + left.sent !== edits) problems.push(`${edits - left.pending - left.sent} chat messages are gone`)
  return problems.map((problem) => `paging behind chat, ${target}: ${problem}`)
}

function table(figures: readonly BehindChatFigures[]): Table {
  const rows = figures.map(({ target, without, behind, left }): Cell[] => {
    const at = ({ latenciesMs }: PageSamples, share: number): number => percentile(latenciesMs, share)
    return [
      TARGET_LABELS[target],
      ...[0.5, 0.99].map((share) => formatMs(at(without, share))),
      ...[0.5, 0.99, 1].map((share) => formatMs(at(behind, share))),
      ...[0.5, 0.99].map((share) => formatRatio(at(behind, share) / at(without, share))),
      formatCount(behind.missing),
      formatCount(left.sent),
      formatCount(left.pending),
    ]
  })
  return {
    title: `Pages behind ${formatCount(figures[0]?.edits ?? 0)} queued chat messages: a new alert’s post to its page’s arrival`,
    columns: [
      ...['server', 'without p50', 'p99', 'behind p50', 'p99', 'longest', 'p50', 'p99'],
      ...['missing', 'chat told', 'still queued'],
    ],
    rows,
    notes: [
      'The ratios are of behind to without. Both times the server has just started, on the same database.',
      'chat told: while the pages came; each of these is an edit and a message to a chat that takes 50 ms for an answer.',
    ],
  }
}
