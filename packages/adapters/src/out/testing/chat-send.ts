import { startChatWebhookStandin } from '@tocsin/standins/chat-webhooks.ts'

export type ChatStandin = Awaited<ReturnType<typeof startChatWebhookStandin>>

export function startChats(): Promise<ChatStandin> {
  return startChatWebhookStandin({ now: Date.now })
}
