import { headerValues, type Mail, type SenderChecks } from './mail.ts'

/**
 * What the mail servers in front of us have found out of the sender, by `Authentication-Results` (RFC 8601). Anybody can write such a
 * header, so only that of the servers which the source names counts, and of these the topmost: the last that looked.
 *
 * @param trusted the names (`authserv-id`) of those servers
 */
export function senderChecks(mail: Mail, trusted: readonly string[]): SenderChecks {
  const names = new Set(trusted.map((name) => name.trim().toLowerCase()))
  const results = headerValues(mail, 'authentication-results').find((value) => names.has(serverOf(value)))
  return results === undefined ? mail.checks : { ...mail.checks, ...parseResults(results) }
}

const METHODS = ['spf', 'dkim', 'dmarc'] as const

/** `spf=pass smtp.mailfrom=…; dkim=fail …`: of several results of a method one that passed counts. */
export function parseResults(text: string): SenderChecks {
  return Object.fromEntries(
    METHODS.flatMap((method) => {
      const found = [...text.matchAll(new RegExp(`\\b${method}=([a-z]{1,20})`, 'gi'))].map(([, word = '']) => word)
      const result = found.find((word) => word.toLowerCase() === 'pass') ?? found[0]
      return result === undefined ? [] : [[method, result.toLowerCase()]]
    }),
  )
}

/** The first word, without a version and comments. */
function serverOf(value: string): string {
  return value.split(';', 1)[0]?.trim().split(/[\s(]/, 1)[0]?.toLowerCase() ?? ''
}
