/** Gotify's `POST /message` (https://gotify.net/api-docs#/message/createMessage). */
import type { HttpArrival } from './http-receiver.ts'
import {
  isTextWithin,
  type Judgement,
  json,
  type Provider,
  type ProviderOptions,
  readJson,
  startProvider,
} from './provider.ts'

export interface GotifyMessage {
  title: string
  message: string
  priority: number
  click: string | undefined
}

export interface GotifyStandin extends Provider<GotifyMessage> {
  token: string
}

const TOKEN = 'AKxyz0123456789'

export async function startGotifyStandin(options: ProviderOptions): Promise<GotifyStandin> {
  const provider = await startProvider<GotifyMessage>(options, judge, ({ title }) => title)
  return { ...provider, token: TOKEN }
}

function refuse(errorCode: number, error: string, errorDescription: string): { refusal: ReturnType<typeof json> } {
  return { refusal: json(errorCode, { error, errorCode, errorDescription }) }
}

function judge({ method, path, headers, body }: HttpArrival, before: number): Judgement<GotifyMessage> {
  if (method !== 'POST' || path !== '/message') return refuse(404, 'Not Found', 'page not found')
  if (headers['x-gotify-key'] !== TOKEN)
    return refuse(
      401,
      'Unauthorized',
      'you need to provide a valid access token or user credentials to access this api',
    )
  const { title = '', message, priority = 0, extras } = readJson(body) ?? {}
  if (!isTextWithin(message, 1_000_000)) return refuse(400, 'Bad Request', "Field 'message' is required")
  if (typeof title !== 'string' || !Number.isInteger(priority))
    return refuse(400, 'Bad Request', 'json: cannot unmarshal')
  const click = (extras as { 'client::notification'?: { click?: { url?: string } } } | undefined)?.[
    'client::notification'
  ]?.click?.url
  const taken = { title, message, priority: priority as number, click }
  return { taken, answer: json(200, { id: before + 1, appid: 1, ...taken, date: '2026-01-05T00:00:00Z' }) }
}
