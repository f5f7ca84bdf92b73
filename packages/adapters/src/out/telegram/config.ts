import { z } from 'zod'
import { baseAddress } from '../provider-address.ts'

/** `<id of the bot>:<35 characters>`, as @BotFather gives it; it is part of an address. */
const TOKEN = /^\d{1,20}:[A-Za-z0-9_-]{20,100}$/
export const telegramConfigSchema = z.strictObject({
  token: z.string().regex(TOKEN, 'expected the token of a bot, such as 123456789:AA…'),
  /** A Bot API server of one's own has the same methods. */
  url: baseAddress('https://api.telegram.org'),
})
export type TelegramConfig = z.infer<typeof telegramConfigSchema>
