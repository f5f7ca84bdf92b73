/** TLS: whether a certificate is trusted, and for how long still. */
import { z } from 'zod'
import { judgeCertificate } from '../certificate.ts'
import { defineCheck, failed, isNetError, netReport, settingsForm } from '../check.ts'
import { certificateFields, hostField, portField, verifyField } from '../fields.ts'
import { startSmtpTls } from '../smtp/dialogue.ts'

export const tlsCheck = defineCheck({
  kind: 'tls',
  settings: settingsForm({
    host: hostField,
    port: portField(443),
    /** The name that the certificate must be for, where it is not the host. */
    server_name: hostField.optional(),
    /** `smtp`: TLS begins with STARTTLS. */
    starttls: z.enum(['none', 'smtp'], { error: 'expected one of none, smtp' }).default('none'),
    /** False looks at the dates alone. */
    verify: verifyField,
    ...certificateFields,
  }),
  target: ({ host, port }) => `${host}:${port}`,
  async run({ host, port, server_name, starttls, verify, ...days }, { net, at }) {
    const serverName = server_name ?? host
    // Distrust is part of what is found; it must not keep us from looking at the dates.
    const direct = starttls === 'none' ? { tls: { isVerified: false, serverName } } : {}
    const line = await net.open({ host, port, ...direct })
    if (isNetError(line)) return netReport(line)
    try {
      const secured = starttls === 'smtp' ? await startSmtpTls(line, serverName) : { certificate: line.certificate }
      if ('error' in secured) return netReport(secured)
      if ('problem' in secured) return failed(secured.problem)
      const { certificate } = secured
      if (!certificate) return failed('the server showed no certificate')
      const { distrust, ...dates } = certificate
      const judged = judgeCertificate(verify && distrust !== undefined ? certificate : dates, days, at)
      return { ...judged, latencyMs: line.connectMs }
    } finally {
      line.close()
    }
  },
})
