import { DAY } from '@tocsin/core/kernel/instant.ts'
import { type CheckReport, failed, passed } from './check.ts'
import type { Certificate } from './check-net.ts'

/** Whether a certificate is good, and how long still. */
export function judgeCertificate(
  certificate: Certificate,
  days: { warning_days: number; critical_days: number },
  at: number,
): CheckReport {
  const left = Math.floor((certificate.validTo - at) / DAY)
  const more = {
    value: left,
    details: {
      subject: certificate.subject,
      issuer: certificate.issuer,
      valid_from: new Date(certificate.validFrom).toISOString(),
      valid_to: new Date(certificate.validTo).toISOString(),
    },
  }
  if (certificate.validTo <= at)
    return failed(`the certificate ended ${new Date(certificate.validTo).toISOString()}`, more)
  if (certificate.validFrom > at)
    return failed(`the certificate begins only ${new Date(certificate.validFrom).toISOString()}`, more)
  if (certificate.distrust !== undefined) return failed(`the certificate is not trusted: ${certificate.distrust}`, more)
  const message = `the certificate ends in ${left} ${left === 1 ? 'day' : 'days'}`
  if (left < days.critical_days) return failed(message, more)
  return left < days.warning_days ? { finding: 'warning', message, ...more } : passed(message, more)
}
