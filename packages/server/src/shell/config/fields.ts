/**
 * The fields that forms are made of, the same for the file and the API. A message completes "<field> …"; the example stands in
 * the schema's metadata, where both the file's errors and the API's documentation find it.
 */

import { checkEmailAddress } from '@tocsin/adapters/out/email/mailbox.ts'
import type { DurationMs, Instant } from '@tocsin/core/kernel/brand.ts'
import { parseInstant } from '@tocsin/core/kernel/instant.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { isZone } from '@tocsin/core/respond/wall-clock.ts'
import { z } from 'zod'
import { parseDuration } from './duration.ts'
import { didYouMean } from './nearest.ts'

const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/
const LOCALE = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/

/** What a schema says when there is nothing, and when there is something else. */
export function expecting(what: string): { error: (issue: { input?: unknown }) => string } {
  return { error: (issue) => (issue.input === undefined ? 'is missing' : `expected ${what}`) }
}

/** As {@link expecting}, for texts: in YAML a number or a switch becomes one by quotes. */
export function expectingText(what: string): { error: (issue: { input?: unknown }) => string } {
  return {
    error: ({ input }) => {
      if (input === undefined) return 'is missing'
      const hint = typeof input === 'number' || typeof input === 'boolean' ? '; write it in quotes' : ''
      return `expected ${what}${hint}`
    },
  }
}

/** An object that takes its own fields only, and names the nearest one when it meets another. */
export function form<Shape extends z.core.$ZodShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  const known = Object.keys(shape)
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys')
        return issue.input === undefined ? 'is missing' : 'expected fields, each with a value'
      const [key = ''] = issue.keys as string[]
      return `is no field here.${didYouMean(key, known) || ` There are ${known.join(', ')}.`}`
    },
  })
}

export function text(what: string, example: string, charsMax = 200): z.ZodString {
  return z
    .string(expectingText(what))
    .trim()
    .min(1, `expected ${what}, not an empty text`)
    .max(charsMax, `has more than ${charsMax} characters`)
    .meta({ examples: [example] })
}

export function idField(example: string): z.ZodString {
  return z
    .string(expectingText('an id'))
    .regex(ID, 'expected an id of letters, digits, ".", "_" and "-", 64 characters at most')
    .meta({ examples: [example] })
}

export const emailField = z
  .string(expectingText('a mail address'))
  .trim()
  .refine((address) => checkEmailAddress(address) === undefined, 'expected one mail address')
  .meta({ examples: ['ana@example.com'] })

/** A person, by mail address or id. */
export const personField = text('the mail address of a person', 'ana@example.com')

export const zoneField = z
  .string(expectingText('a time zone'))
  .refine(isZone, 'expected a time zone by its IANA name')
  .meta({ examples: ['Asia/Tokyo'] })

export const localeField = z
  .string(expectingText('a language'))
  .regex(LOCALE, 'expected a language')
  .meta({ examples: ['en'] })

/** A written duration; parses to milliseconds. */
export function duration(example: string) {
  return z
    .string(expectingText('a duration'))
    .meta({ examples: [example] })
    .transform((source, context): DurationMs => {
      const parsed = parseDuration(source)
      if (typeof parsed !== 'string') return parsed
      context.addIssue({ code: 'custom', message: parsed })
      return z.NEVER
    })
}

/** An instant with its offset; parses to epoch milliseconds. A file may leave out the quotes. */
export const instantField = z
  .string(expectingText('an instant'))
  .meta({ examples: ['2026-01-05T09:00:00Z'] })
  .transform((source, context): Instant => {
    const parsed = parseInstant(source)
    if (parsed !== undefined) return parsed
    context.addIssue({ code: 'custom', message: 'expected an instant with its offset from UTC (RFC 3339)' })
    return z.NEVER
  })

/** Numbers and switches may come out of variables, which are texts. */
export function wholeNumber(min: number, max: number, example: number) {
  return z
    .preprocess(
      (value) => (typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value),
      z.int(expecting('a whole number')).min(min, `expected at least ${min}`).max(max, `expected at most ${max}`),
    )
    .meta({ examples: [example] })
}

export const switchField = z
  .preprocess(
    (value) => (value === 'true' ? true : value === 'false' ? false : value),
    z.boolean(expecting('true or false')),
  )
  .meta({ examples: [true] })

export function oneOf<const Values extends readonly [string, ...string[]]>(
  values: Values,
): z.ZodEnum<z.core.util.ToEnum<Values[number]>> {
  return z.enum(values, {
    error: (issue) => {
      if (issue.input === undefined) return 'is missing'
      const hint = typeof issue.input === 'string' ? didYouMean(issue.input, values) : ''
      return `expected one of ${values.join(', ')}.${hint}`
    },
  })
}

export function list<Item extends z.ZodType>(item: Item, max: number = LIMITS.listPageSizeMax): z.ZodArray<Item> {
  return z.array(item, expecting('a list')).max(max, `has more than ${max} entries`)
}
