/** ICMP echo: whether a host answers at all. */
import { z } from 'zod'
import { defineCheck, isNetError, netReport, passed, settingsForm } from '../check.ts'
import { hostField } from '../fields.ts'

export const pingCheck = defineCheck({
  kind: 'ping',
  settings: settingsForm({
    host: hostField,
    /** An answer that takes longer is a warning. */
    slow_ms: z.coerce.number('expected milliseconds').int().min(1).max(60_000).optional(),
  }),
  target: ({ host }) => host,
  async run({ host, slow_ms }, { net }) {
    const answer = await net.ping(host)
    if (isNetError(answer)) return netReport(answer)
    const more = { latencyMs: answer.ms }
    const isSlow = slow_ms !== undefined && answer.ms > slow_ms
    return isSlow
      ? { finding: 'warning', message: `answered after ${answer.ms} ms, more than ${slow_ms} ms`, ...more }
      : passed('answered', more)
  },
})
