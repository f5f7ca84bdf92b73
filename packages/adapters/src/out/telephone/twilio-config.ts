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

/** A number, a name of at most eleven letters and digits, or a messaging service. */
const sender = z
  .string()
  .regex(
    /^(\+[1-9]\d{5,14}|MG[0-9a-f]{32}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}|\d{3,8})$/,
    'expected a number such as +12025550100, a name such as TOCSIN, or a messaging service (MG…)',
  )

const senders = z
  .string()
  .max(1_000)
  .refine((text) => readSenders(text) !== undefined, 'expected pairs such as +49=TOCSIN, +1=+12025550100')

export const twilioSmsSchema = z.strictObject({
  ...account,
  from: sender,
  /** Other senders, by the beginning of the number that is written to. */
  senders: senders.optional(),
  /** Whether answers reach Tocsin: then messages say how to answer, else they carry a link. */
  replies: z.enum(['on', 'off']).default('on'),
})

export const twilioVoiceSchema = z.strictObject({
  ...account,
  from: z.string().regex(/^\+[1-9]\d{5,14}$/, 'expected a number of yours at Twilio, such as +12025550100'),
  senders: senders.optional(),
  /** Whether people may call in: what they say becomes an incident, and they are put through to who is on call. */
  hotline: z.enum(['off', 'on']).default('off'),
  hotline_language: z.enum(['en', 'ja']).default('en'),
  /** The service that callers of the hot line report. */
  hotline_service: z.string().max(200).optional(),
})

export type TwilioSmsConfig = z.infer<typeof twilioSmsSchema>
export type TwilioVoiceConfig = z.infer<typeof twilioVoiceSchema>
