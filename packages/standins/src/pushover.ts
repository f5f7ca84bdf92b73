/** Pushover's message API (https://pushover.net/api): forms, the monthly limit, emergencies with receipts. */
import type { HttpArrival } from './http-receiver.ts'
import { type Judgement, json, type Provider, type ProviderOptions, startProvider } from './provider.ts'

export interface PushoverMessage {
  fields: Record<string, string>
  receipt: string | undefined
}

export interface PushoverStandin extends Provider<PushoverMessage> {
  token: string
  user: string
}

const TOKEN = 'a'.repeat(30)
const USER = 'u'.repeat(30)

export async function startPushoverStandin(options: ProviderOptions): Promise<PushoverStandin> {
  const provider = await startProvider<PushoverMessage>(options, judge, ({ fields }) => fields.title ?? '')
  return { ...provider, token: TOKEN, user: USER }
}

function refuse(status: number, field: string, error: string): { refusal: ReturnType<typeof json> } {
  return { refusal: json(status, { [field]: 'invalid', errors: [error], status: 0, request: 'r-0' }) }
}

function judge({ method, path, body }: HttpArrival, before: number): Judgement<PushoverMessage> {
  if (method !== 'POST' || path !== '/1/messages.json') return refuse(404, 'path', 'not found')
  const fields = Object.fromEntries(new URLSearchParams(body))
  if (fields.token !== TOKEN) return refuse(400, 'token', 'application token is invalid')
  if (fields.user !== USER)
    return refuse(400, 'user', 'user identifier is not a valid user, group, or subscribed user key')
  const problem = problemOf(fields)
  if (problem !== undefined) return refuse(400, problem[0], problem[1])
  const receipt = fields.priority === '2' ? 'r'.repeat(29) + String(before % 10) : undefined
  return {
    taken: { fields, receipt },
    answer: json(200, { status: 1, request: `request-${before + 1}`, ...(receipt !== undefined && { receipt }) }),
  }
}

function problemOf(fields: Record<string, string>): [string, string] | undefined {
  const { message = '', title = '', url = '', url_title = '', priority = '0', retry, expire } = fields
  if (message === '') return ['message', 'message cannot be blank']
  if ([...message].length > 1_024) return ['message', 'message is too long']
  if ([...title].length > 250) return ['title', 'title is too long']
  if (url.length > 512) return ['url', 'supplementary URL is too long']
  if (url_title.length > 100) return ['url_title', 'supplementary URL title is too long']
  if (!/^(-2|-1|0|1|2)$/.test(priority)) return ['priority', 'is invalid']
  if (priority !== '2') return undefined
  if (!(Number(retry) >= 30)) return ['retry', 'retry value must be at least 30']
  return Number(expire) > 0 && Number(expire) <= 10_800 ? undefined : ['expire', 'expire value must be at most 10800']
}
