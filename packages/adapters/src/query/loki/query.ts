/** Loki: a metric query in LogQL. https://grafana.com/docs/loki/latest/reference/loki-http-api/ */
import { settingsForm } from '../../check/check.ts'
import { textField, urlField, verifyField } from '../../check/fields.ts'
import { readPrometheusAnswer } from '../prometheus-answer.ts'
import { askJson, below, calcStep, defineQuery } from '../query.ts'

export const lokiQuery = defineQuery({
  system: 'loki',
  settings: settingsForm({ url: urlField, tenant: textField('a tenant', 150).optional(), verify: verifyField }),
  secret: 'the value of the header Authorization',
  target: ({ url }) => url,
  async run({ url, tenant, verify }, { query, windowMs, to, secret }, net) {
    const address = below(url, windowMs === undefined ? '/loki/api/v1/query' : '/loki/api/v1/query_range')
    // Nanoseconds: more digits than a number holds.
    const nanoseconds = (ms: number): string => `${Math.trunc(ms)}000000`
    address.searchParams.set('query', query)
    if (windowMs === undefined) address.searchParams.set('time', nanoseconds(to))
    else {
      address.searchParams.set('start', nanoseconds(to - windowMs))
      address.searchParams.set('end', nanoseconds(to))
      address.searchParams.set('step', `${calcStep(windowMs)}s`)
    }
    const headers = { authorization: secret, 'x-scope-orgid': tenant }
    const answer = await askJson(net, { url: address, headers, isVerified: verify })
    return 'json' in answer ? readPrometheusAnswer(answer.json) : answer
  },
})
