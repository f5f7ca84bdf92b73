/** DNS: whether a name has records, and the right ones. */
import { z } from 'zod'
import { defineCheck, failed, isNetError, netReport, passed, settingsForm } from '../check.ts'
import { DNS_TYPES } from '../check-net.ts'
import { textField } from '../fields.ts'

const NAME = /^[A-Za-z0-9_*]([A-Za-z0-9._-]*[A-Za-z0-9])?\.?$/
const SERVER = /^(\[[0-9A-Fa-f:]+\]|[0-9.]+)(:\d{1,5})?$|^[0-9A-Fa-f:]+$/
const MATCHES = ['all', 'any', 'exactly'] as const

export const dnsCheck = defineCheck({
  kind: 'dns',
  settings: settingsForm({
    name: z
      .string('expected a name')
      .trim()
      .max(253)
      .regex(NAME, 'expected a name such as www.example.com')
      .meta({ examples: ['www.example.com'] }),
    type: z.enum(DNS_TYPES, { error: `expected one of ${DNS_TYPES.join(', ')}` }).default('A'),
    /** What the answer has to hold; without any, whatever there is will do. */
    expect: z.array(textField('a value', 1_000), 'expected a list of values').max(50).default([]),
    match: z.enum(MATCHES, { error: `expected one of ${MATCHES.join(', ')}` }).default('all'),
    /** The address of a resolver; by default that of the machine. */
    server: z.string().trim().regex(SERVER, 'expected the IP address of a resolver, with or without a port').optional(),
  }),
  target: ({ type, name }) => `${type} ${name}`,
  async run({ name, type, expect, match, server }, { net }) {
    const answer = await net.dns({ name, type, ...(server !== undefined && { server }) })
    if (isNetError(answer)) return netReport(answer)
    const found = answer.records.map(plain)
    const wanted = expect.map(plain)
    const details = { records: answer.records }
    if (found.length === 0) return failed(`${name} has no ${type} record`, { details })
    const missing = wanted.filter((value) => !found.includes(value))
    const more = found.filter((value) => !wanted.includes(value))
    const said = `${type} ${name} is ${answer.records.slice(0, 5).join(', ')}`
    if (wanted.length === 0) return passed(said, { details })
    if (match === 'any' && missing.length === wanted.length)
      return failed(`${said}; none of ${expect.join(', ')}`, { details })
    if (match !== 'any' && missing.length > 0) return failed(`${said}; ${missing.join(', ')} is missing`, { details })
    if (match === 'exactly' && more.length > 0)
      return failed(`${said}; ${more.join(', ')} should not be there`, { details })
    return passed(said, { details })
  },
})

/** Names are the same in either case, and with or without the dot of the root. */
function plain(value: string): string {
  return value.trim().toLowerCase().replace(/\.$/, '')
}
