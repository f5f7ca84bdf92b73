/** Fields that the settings of several checks have. A message completes "<field> …". */
import { z } from 'zod'
import { checkHttpAddress } from '../out/http-address.ts'

const HOST = /^[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9])?\.?$|^\[?[0-9A-Fa-f:.]+\]?$/

export const hostField = z
  .string('expected a host')
  .trim()
  .max(253, 'has more than 253 characters')
  .regex(HOST, 'expected the name or the address of a host, without a port')
  .meta({ examples: ['db.example.com'] })

export function portField(usual?: number) {
  const port = z.coerce
    .number('expected a port')
    .int('expected a whole number')
    .min(1, 'expected a port from 1 to 65535')
    .max(65_535, 'expected a port from 1 to 65535')
    .meta({ examples: [usual ?? 443] })
  return usual === undefined ? port : port.default(usual)
}

export const urlField = z
  .string('expected an address')
  .trim()
  .superRefine((text, context) => {
    const problem = checkHttpAddress(text)
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem })
    else if (new URL(text).password !== '' || new URL(text).username !== '')
      context.addIssue({ code: 'custom', message: 'must not hold a password: give it as the secret.' })
  })
  .meta({ examples: ['https://shop.example.com/health'] })

/** Days before the end of a certificate at which it is a warning, and at which it is critical. */
export const certificateFields = {
  warning_days: z.coerce.number('expected a number of days').int().min(0).max(3650).default(21),
  critical_days: z.coerce.number('expected a number of days').int().min(0).max(3650).default(7),
}

export function textField(what: string, charsMax = 4096) {
  return z
    .string(`expected ${what}`)
    .min(1, `expected ${what}, not an empty text`)
    .max(charsMax, `has more than ${charsMax} characters`)
}

export const verifyField = z.boolean('expected true or false').default(true)
