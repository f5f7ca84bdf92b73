/** The incoming webhooks of Discord, Mattermost, Google Chat and Teams workflows, on one server, each below its own path. */
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

export interface ChatPost {
  to: 'discord' | 'mattermost' | 'googlechat' | 'teams'
  body: Record<string, unknown>
}

export interface ChatWebhookStandin extends Provider<ChatPost> {
  /** The address of each webhook. */
  addresses: Record<ChatPost['to'], string>
}

const PATHS: Record<ChatPost['to'], string> = {
  discord: '/api/webhooks/4711/AbC-d_ef',
  mattermost: '/hooks/abcdefghijklmnopqrstuvwxyz',
  googlechat: '/v1/spaces/AAAAbbbb/messages?key=k1&token=t1',
  teams: '/workflows/0123/triggers/manual/paths/invoke?api-version=1&sig=s3cret',
}

export async function startChatWebhookStandin(options: ProviderOptions): Promise<ChatWebhookStandin> {
  const provider = await startProvider<ChatPost>(options, judge, ({ to }) => to)
  const addresses = Object.fromEntries(Object.entries(PATHS).map(([to, path]) => [to, provider.url + path]))
  return { ...provider, addresses: addresses as Record<ChatPost['to'], string> }
}

function judge(arrival: HttpArrival, before: number): Judgement<ChatPost> {
  const { pathname, searchParams } = new URL(arrival.path, 'http://x')
  if (/^\/api\/webhooks\//.test(pathname)) return judgeDiscord(arrival, pathname, before)
  if (/^\/hooks\//.test(pathname)) return judgeMattermost(arrival, pathname)
  if (/^\/v1\/spaces\//.test(pathname)) return judgeGoogle(arrival, searchParams, before)
  if (/^\/workflows\//.test(pathname)) return judgeTeams(arrival, searchParams)
  return { refusal: { status: 404 } }
}

interface Embed {
  title?: string
  description?: string
}

/** https://docs.discord.com/developers/resources/message#embed-object-embed-limits */
function judgeDiscord({ body }: HttpArrival, path: string, before: number): Judgement<ChatPost> {
  if (path !== PATHS.discord) return { refusal: json(404, { message: 'Unknown Webhook', code: 10015 }) }
  const given = readJson(body)
  const { content = '', embeds = [] } = (given ?? {}) as { content?: string; embeds?: Embed[] }
  const total = embeds.reduce((sum, { title = '', description = '' }) => sum + title.length + description.length, 0)
  const isWrong =
    given === undefined ||
    (content === '' && embeds.length === 0) ||
    content.length > 2_000 ||
    embeds.length > 10 ||
    total > 6_000 ||
    embeds.some(({ title = '', description = '' }) => title.length > 256 || description.length > 4_096)
  if (isWrong) return { refusal: json(400, { message: 'Invalid Form Body', code: 50035, errors: {} }) }
  return { taken: { to: 'discord', body: given }, answer: json(200, { id: String(before + 1), type: 0, content }) }
}

function judgeMattermost({ body }: HttpArrival, path: string): Judgement<ChatPost> {
  const refuse = (status: number, id: string, message: string) => ({
    refusal: json(status, { id, message, detailed_error: '', status_code: status }),
  })
  if (path !== PATHS.mattermost) return refuse(400, 'web.incoming_webhook.invalid.app_error', 'Invalid webhook.')
  const given = readJson(body)
  if (given === undefined) return refuse(400, 'web.incoming_webhook.parse.app_error', 'Unable to parse incoming data.')
  const { text = '', attachments = [] } = given as { text?: string; attachments?: { text?: string }[] }
  if (text === '' && attachments.length === 0)
    return refuse(400, 'web.incoming_webhook.text.app_error', 'No text specified.')
  if (text.length > 16_383 || attachments.some((each) => (each.text ?? '').length > 16_383))
    return refuse(400, 'web.incoming_webhook.text.length.app_error', 'Text is too long.')
  return { taken: { to: 'mattermost', body: given }, answer: { status: 200, body: 'ok' } }
}

function judgeGoogle({ body }: HttpArrival, query: URLSearchParams, before: number): Judgement<ChatPost> {
  const refuse = (code: number, status: string, message: string) => ({
    refusal: json(code, { error: { code, message, status } }),
  })
  if (query.get('key') !== 'k1' || query.get('token') !== 't1')
    return refuse(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.')
  const given = readJson(body)
  if (!isTextWithin(given?.text, 32_000) || Buffer.byteLength(body) > 32_000)
    return refuse(400, 'INVALID_ARGUMENT', 'Message cannot be empty, and has at most 32,000 bytes.')
  const name = `spaces/AAAAbbbb/messages/m${before + 1}`
  return { taken: { to: 'googlechat', body: given ?? {} }, answer: json(200, { name }) }
}

/** A flow takes nearly everything with 202 and fails later; what it would fail over is refused here, so that it is seen. */
function judgeTeams({ body }: HttpArrival, query: URLSearchParams): Judgement<ChatPost> {
  const refuse = (status: number, code: string, message: string) => ({
    refusal: json(status, { error: { code, message } }),
  })
  if (query.get('sig') !== 's3cret')
    return refuse(401, 'DirectApiAuthorizationRequired', 'The request must be authenticated.')
  const given = readJson(body)
  if (given === undefined || Buffer.byteLength(body) > 28 * 1024)
    return refuse(400, 'TriggerInputSchemaMismatch', 'too large')
  const { type, attachments = [] } = given as {
    type?: string
    attachments?: { contentType?: string; content?: Card }[]
  }
  const [first] = attachments
  const isCard =
    type === 'message' &&
    first?.contentType === 'application/vnd.microsoft.card.adaptive' &&
    first.content?.type === 'AdaptiveCard' &&
    (first.content.actions ?? []).every(({ type: kind, url }) => kind === 'Action.OpenUrl' && url !== undefined)
  if (!isCard) return refuse(400, 'TriggerInputSchemaMismatch', 'The input body does not match its schema.')
  return {
    taken: { to: 'teams', body: given },
    answer: { status: 202, headers: { 'x-ms-workflow-run-id': '0858' } },
  }
}

interface Card {
  type?: string
  actions?: { type?: string; url?: string }[]
}
