/** Prometheus and what speaks its API (Thanos, Mimir, VictoriaMetrics, Cortex): PromQL, now or over a window. */
import { settingsForm } from '../../check/check.ts'
import { urlField, verifyField } from '../../check/fields.ts'
import { readPrometheusAnswer } from '../prometheus-answer.ts'
import { askJson, below, calcStep, defineQuery } from '../query.ts'

export const prometheusQuery = defineQuery({
  system: 'prometheus',
  settings: settingsForm({ url: urlField, verify: verifyField }),
  secret: 'the value of the header Authorization, such as “Bearer …”',
  target: ({ url }) => url,
  async run({ url, verify }, { query, windowMs, to, secret }, net) {
    const address = below(url, windowMs === undefined ? '/api/v1/query' : '/api/v1/query_range')
    address.searchParams.set('query', query)
    if (windowMs === undefined) address.searchParams.set('time', String(to / 1_000))
    else {
      address.searchParams.set('start', String((to - windowMs) / 1_000))
      address.searchParams.set('end', String(to / 1_000))
      address.searchParams.set('step', String(calcStep(windowMs)))
    }
    const answer = await askJson(net, { url: address, headers: { authorization: secret }, isVerified: verify })
    return 'json' in answer ? readPrometheusAnswer(answer.json) : answer
  },
})
