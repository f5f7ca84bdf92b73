import { z } from 'zod'
import { baseAddress } from '../provider-address.ts'

export const slackConfigSchema = z.strictObject({
  /** Of the bot; it goes into a header. */
  token: z.string().regex(/^xoxb-[\x21-\x7e]{10,500}$/, 'expected the bot token of the app, which begins with xoxb-'),
  /** What the app signs its requests with. Without it no request from Slack is believed. */
  signing_secret: z
    .string()
    .regex(/^[\x21-\x7e]{16,200}$/, 'expected the signing secret of the app')
    .optional(),
  /** App-level token: Tocsin opens a connection to Slack, and hears of buttons and commands over it. No address of ours is needed. */
  app_token: z
    .string()
    .regex(/^xapp-[\x21-\x7e]{10,500}$/, 'expected the app-level token of the app, which begins with xapp-')
    .optional(),
  /** Of whoever installed the app: Slack lets no bot open an archived channel again. */
  user_token: z
    .string()
    .regex(/^xoxp-[\x21-\x7e]{10,500}$/, 'expected the user token of the app, which begins with xoxp-')
    .optional(),
  /** User groups that follow schedules: `S012AB3CD=payments-primary`. */
  user_groups: z
    .string()
    .max(2_000)
    .refine((text) => readUserGroups(text) !== undefined, 'expected pairs such as S012AB3CD=payments-primary')
    .optional(),
  /** Of the Web API. */
  url: baseAddress('https://slack.com/api'),
})
export type SlackConfig = z.infer<typeof slackConfigSchema>

/** `S012AB3CD=payments-primary, S045EF6GH=shop`: the id of a user group, and that of the schedule that it follows. */
export function readUserGroups(text: string): { group: string; schedule: string }[] | undefined {
  const entries = text.split(',').map((entry) => entry.trim())
  const filled = entries.filter((entry) => entry !== '')
  const groups = filled
    .map((entry) => /^(S[A-Z0-9]{2,20})\s*=\s*([\w.-]{1,200})$/.exec(entry))
    .flatMap((match) => (match?.[1] && match[2] ? [{ group: match[1], schedule: match[2] }] : []))
  return groups.length === filled.length ? groups : undefined
}

/** Whether anybody hears of a press: buttons act then, and open pages when not. */
export function isInteractive({ signing_secret: secret, app_token: token }: SlackConfig): boolean {
  return secret !== undefined || token !== undefined
}
