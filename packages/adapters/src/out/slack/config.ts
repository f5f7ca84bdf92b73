import { z } from 'zod'
import { baseAddress } from '../provider-address.ts'

export const slackConfigSchema = z.strictObject({
  /** Of the bot; it goes into a header. */
  token: z.string().regex(/^xoxb-[\x21-\x7e]{10,500}$/, 'expected the bot token of the app, which begins with xoxb-'),
  /** What the app signs its requests with. Without it nothing that comes from Slack is believed: buttons then only open pages. */
  signing_secret: z
    .string()
    .regex(/^[\x21-\x7e]{16,200}$/, 'expected the signing secret of the app')
    .optional(),
  /** Of the Web API. */
  url: baseAddress('https://slack.com/api'),
})
export type SlackConfig = z.infer<typeof slackConfigSchema>
