import type { Failure } from '../failure.ts'
import { failureOfStatus } from '../http-failure.ts'
import { readJsonObject, textAt } from '../json-object.ts'
import type { Net } from '../net.ts'
import { oneLine } from '../plain-text.ts'
import { isSuccess, post } from '../post.ts'
import { below } from '../provider-address.ts'
import type { SlackConfig } from './config.ts'

/** What Slack says of an address that leads nowhere. */
const BAD_ADDRESS = new Set([
  'channel_not_found',
  'is_archived',
  'not_in_channel',
  'user_not_found',
  'users_not_found',
  'user_disabled',
  'user_not_visible',
  'cannot_dm_bot',
  'messages_tab_disabled',
])
const BAD_CREDENTIALS = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'missing_scope',
  'not_allowed_token_type',
  'no_permission',
  'ekm_access_denied',
])
const PASSES = new Set(['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout', 'team_added_to_org'])

/** Methods that read take no JSON. */
const READING = new Set([
  ...['users.lookupByEmail', 'users.info', 'auth.test', 'chat.getPermalink'],
  ...['users.conversations', 'conversations.history', 'conversations.replies'],
])

/** `error`: in Slack's own word, where it said one; `needed`: the scope that the app lacks. */
export interface SlackRefusal {
  failure: Failure
  error?: string
  needed?: string
}

/**
 * One method of the Web API (https://api.slack.com/web): also an error comes with status 200, as `{ok: false, error}`; 429 with
 * `Retry-After`.
 */
export async function callSlack(
  net: Net,
  { url, token }: Pick<SlackConfig, 'url' | 'token'>,
  method: string,
  json: Record<string, unknown>,
  sentAt: string,
): Promise<{ answer: Record<string, unknown> } | SlackRefusal> {
  const response = await post(net, {
    url: below(url, method),
    headers: { Authorization: `Bearer ${token}` },
    ...(READING.has(method)
      ? { form: Object.entries(json).map(([name, value]) => [name, String(value)] as const) }
      : { json }),
  })
  if ('failure' in response) return response
  const answer = readJsonObject(response.body)
  if (isSuccess(response) && answer.ok === true) return { answer }
  if (!isSuccess(response)) return { failure: failureOfStatus(response, sentAt) }
  const [error = '', needed] = [textAt(answer, 'error'), textAt(answer, 'needed')]
  return { failure: failureOfError(error, answer), error, ...(needed !== undefined && { needed }) }
}

function failureOfError(error: string, answer: Record<string, unknown>): Failure {
  const needed = textAt(answer, 'needed')
  const cause = `Slack said ${oneLine(error, 100) || 'nothing'}${needed === undefined ? '' : ` (the app lacks the scope ${oneLine(needed, 100)})`}`
  if (error === 'ratelimited') return { code: 'rate_limited', retry: 'later', cause }
  if (PASSES.has(error)) return { code: 'provider_error', retry: 'later', cause }
  if (BAD_ADDRESS.has(error)) return { code: 'bad_address', retry: 'never', cause }
  if (BAD_CREDENTIALS.has(error)) return { code: 'bad_credentials', retry: 'never', cause }
  return { code: 'refused', retry: 'never', cause }
}
