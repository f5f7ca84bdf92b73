/** SMTP: whether a mail server greets, and speaks TLS where it should. Nothing is sent. */
import { z } from 'zod'
import { defineCheck, failed, isNetError, netReport, passed, settingsForm } from '../check.ts'
import type { Line } from '../check-net.ts'
import { hostField, portField, verifyField } from '../fields.ts'
import { greet, say, startSmtpTls } from './dialogue.ts'

const TLS = ['none', 'starttls', 'tls'] as const

const settings = settingsForm({
  host: hostField,
  port: portField(25),
  /** `tls`: from the first byte, usually on port 465. */
  tls: z.enum(TLS, { error: `expected one of ${TLS.join(', ')}` }).default('none'),
  verify: verifyField,
})

export const smtpCheck = defineCheck({
  kind: 'smtp',
  settings,
  target: ({ host, port }) => `${host}:${port}`,
  async run({ host, port, tls, verify }, { net }) {
    const line = await net.open({ host, port, ...(tls === 'tls' && { tls: { isVerified: verify } }) })
    if (isNetError(line)) return netReport(line)
    try {
      const outcome = await (tls === 'starttls' ? secureGreeting(line, host, verify) : greet(line))
      if (isNetError(outcome)) return netReport(outcome)
      if ('problem' in outcome) return failed(outcome.problem)
      line.write('QUIT\r\n')
      return passed('the mail server is ready')
    } finally {
      line.close()
    }
  },
})

async function secureGreeting(line: Line, host: string, isVerified: boolean) {
  const secured = await startSmtpTls(line, host, isVerified)
  return 'certificate' in secured ? say(line, 'EHLO tocsin.invalid', 250) : secured
}
