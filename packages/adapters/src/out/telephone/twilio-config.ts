import { z } from 'zod'
import { baseAddress } from '../provider-address.ts'
import { readSenders } from './number.ts'

const account = {
  provider: z.literal('twilio'),
  account_sid: z.string().regex(/^AC[0-9a-f]{32}$/, 'expected the Account SID: AC and 32 hexadecimal digits'),
  /** Also what Twilio signs its requests with. */
  auth_token: z.string().regex(/^[0-9a-f]{32}$/, 'expected the Auth Token: 32 hexadecimal digits'),
  /** Of the REST API. */
  url: baseAddress('https://api.twilio.com'),
}

const NUMBER = /^\+[1-9]\d{5,14}$/
const NUMBER_EXPECTED = 'a number of yours at Twilio, such as +12025550100'
/** A number, a name of at most eleven letters and digits, or a messaging service. */
const SENDER = /^(\+[1-9]\d{5,14}|MG[0-9a-f]{32}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}|\d{3,8})$/
const SENDER_EXPECTED =
  'a number such as +12025550100, a name such as TOCSIN (at most eleven letters and digits), or a messaging service (MG…)'

/** Pairs of the beginning of a number that is written to or called, and the sender for it. */
function sendersOf(sender: RegExp, expected: string, example: string) {
  return z
    .string()
    .max(1_000)
    .superRefine((text, context) => {
      const pairs = readSenders(text)
      if (!pairs) context.addIssue({ code: 'custom', message: `expected pairs such as ${example}` })
      const wrong = pairs?.find((pair) => !sender.test(pair.sender))
      if (wrong)
        context.addIssue({
          code: 'custom',
          message: `${wrong.prefix}=${wrong.sender}: expected ${expected} after the =`,
        })
    })
}

export const twilioSmsSchema = z.strictObject({
  ...account,
  from: z.string().regex(SENDER, `expected ${SENDER_EXPECTED}`),
  /** Other senders, by the beginning of the number that is written to. */
  senders: sendersOf(SENDER, SENDER_EXPECTED, '+49=TOCSIN, +1=+12025550100').optional(),
  /** Whether answers reach Tocsin: then messages say how to answer, else they carry a link. */
  replies: z.enum(['on', 'off']).default('on'),
})

export const twilioVoiceSchema = z.strictObject({
  ...account,
  from: z.string().regex(NUMBER, `expected ${NUMBER_EXPECTED}`),
  senders: sendersOf(NUMBER, `${NUMBER_EXPECTED}`, '+49=+493012345, +1=+12025550100').optional(),
  /** Whether people may call in: what they say becomes an incident, and they are put through to who is on call. */
  hotline: z.enum(['off', 'on']).default('off'),
  hotline_language: z.enum(['en', 'ja']).default('en'),
  /** The service that callers of the hot line report. */
  hotline_service: z.string().max(200).optional(),
  /** How bad what callers report is taken to be: whoever rings does not write a mail. */
  hotline_severity: z.enum(['high', 'medium', 'low']).default('high'),
  /** How often one caller may ring within an hour; 0: any number of times. */
  hotline_calls_per_hour: z.coerce.number().int().min(0).max(1_000).default(6),
})

export type TwilioSmsConfig = z.infer<typeof twilioSmsSchema>
export type TwilioVoiceConfig = z.infer<typeof twilioVoiceSchema>
