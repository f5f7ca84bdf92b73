/** A metric: a query to a data source, put together over a window, against two levels. */
import { z } from 'zod'
import type { Series } from '../../query/query.ts'
import { querySystem } from '../../query/registry.ts'
import { type CheckReport, defineCheck, failed, isNetError, netReport, settingsForm } from '../check.ts'
import { textField } from '../fields.ts'
import { COMPARISONS, judgeSeries, REDUCTIONS } from './judge.ts'
import { minutesField } from './minutes.ts'

const level = z.coerce.number('expected a number').refine(Number.isFinite, 'expected a number')

export const metricCheck = defineCheck({
  kind: 'metric',
  settings: settingsForm({
    /** The id of a data source. */
    source: textField('the id of a data source', 64),
    query: textField('a query', 8_192),
    /** Values of this long are put together; without it the value of now counts. */
    window: minutesField.optional(),
    reduce: z.enum(REDUCTIONS, { error: `expected one of ${REDUCTIONS.join(', ')}` }).default('avg'),
    compare: z.enum(COMPARISONS, { error: `expected one of ${COMPARISONS.join(', ')}` }).default('above'),
    warning: level.optional(),
    critical: level.optional(),
    /** Stands behind the value, e.g. `%` or `ms`. */
    unit: z.string('expected a text').max(20).default(''),
    /** Of Elasticsearch and OpenSearch: the index; of Loki and others nothing. */
    index: textField('an index', 500).optional(),
  }).superRefine(({ compare, warning, critical }, context) => {
    if (warning === undefined && critical === undefined)
      context.addIssue({
        code: 'custom',
        path: ['critical'],
        message: 'is missing: give a level at which it is critical, or a warning',
      })
    if (warning === undefined || critical === undefined) return
    if (compare === 'above' ? warning > critical : warning < critical)
      context.addIssue({
        code: 'custom',
        path: ['warning'],
        message: 'is met later than critical: it would never be seen',
      })
  }),
  target: ({ source, query }) => `${source}: ${query.length > 120 ? `${query.slice(0, 119)}…` : query}`,
  async run(given, { net, source, at }): Promise<CheckReport> {
    if (!source) return failed(`there is no data source “${given.source}”`)
    const system = querySystem(source.system)
    const settings = system?.settings.safeParse(source.settings)
    if (!system || !settings?.success) return failed(`the data source “${given.source}” cannot be read`)
    const call = {
      query: given.query,
      windowMs: given.window,
      to: at,
      ...(given.index !== undefined && { index: given.index }),
      ...(source.secret !== undefined && { secret: source.secret }),
    }
    const answer: { series: Series[] } | { problem: string } | Parameters<typeof netReport>[0] = await system.run(
      settings.data,
      call,
      net,
    )
    if (isNetError(answer)) return netReport(answer)
    if ('problem' in answer) return failed(answer.problem)
    return judgeSeries(given, answer.series)
  },
})
