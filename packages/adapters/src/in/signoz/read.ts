import type { Signal } from '@tocsin/core/detect/signal.ts'
import { after, HOUR } from '@tocsin/core/kernel/instant.ts'
import { boundKey, boundLink, boundTitle } from '../bounds.ts'
import { notificationDoor, type RefineContext } from '../prometheus-notification.ts'
import { verifySharedSecret } from '../proof.ts'
import { guide } from './guide.ts'

/**
 * SigNoz' webhook channel (SigNoz/signoz `pkg/alertmanager/alertmanagernotify/webhook`): the embedded Alertmanager's own group,
 * version 4. A rule with several thresholds has a series of its own per threshold, for the severity is a label: a change of level
 * comes as one resolved and one firing alert. Tried again after 5xx only.
 */
export const signoz = notificationDoor({
  system: 'signoz',
  name: 'SigNoz',
  methods: ['POST'],
  versions: ['4', 4],
  takesSecret: true,
  verify: verifySharedSecret,
  guide,
  refine,
})

const TEST_LASTS = HOUR
const NO: readonly (string | undefined)[] = [undefined, 'false', '0']

function refine(signal: Signal, _alert: unknown, { receivedAt }: RefineContext): Signal {
  const { labels, annotations } = signal
  const isTest = !NO.includes(labels.testalert)
  const isNoData = !NO.includes(labels.nodata)
  const service = labels.service ?? labels['service.name']
  // Names that begin with an underscore are SigNoz' own.
  const shown = Object.entries(annotations).filter(([name]) => !name.startsWith('_'))
  return {
    ...signal,
    title: isNoData ? boundTitle(`No data: ${labels.alertname ?? signal.title}`) : signal.title,
    labels: service === undefined ? labels : { ...labels, service },
    annotations: Object.fromEntries(shown),
    link: boundLink(labels.ruleSource) ?? signal.link,
    ...(isTest && { isTest, key: boundKey(`test/${signal.key}`), expiresAt: after(receivedAt, TEST_LASTS) }),
  }
}
