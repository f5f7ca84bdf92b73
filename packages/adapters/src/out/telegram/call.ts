import type { Failure } from '../failure.ts'
import { failureOfStatus, RETRY_AFTER_MS_MAX } from '../http-failure.ts'
import { readJsonObject, textAt } from '../json-object.ts'
import type { Net } from '../net.ts'
import { isSuccess, post } from '../post.ts'
import { below } from '../provider-address.ts'
import type { TelegramConfig } from './config.ts'

/**
 * One method of the Bot API (https://core.telegram.org/bots/api#making-requests): `{ok: true, result}` or
 * `{ok: false, error_code, description, parameters: {retry_after}}`. The address holds the token, so it never goes into a cause.
 */
export async function callTelegram(
  net: Net,
  { url, token }: Pick<TelegramConfig, 'url' | 'token'>,
  method: string,
  json: Record<string, unknown>,
  sentAt: string,
): Promise<{ result: Record<string, unknown> } | { failure: Failure }> {
  const response = await post(net, { url: below(url, `bot${token}/${method}`), json })
  if ('failure' in response) return response
  const answer = readJsonObject(response.body)
  if (isSuccess(response) && answer.ok === true) return { result: { ...(answer.result as object) } }
  const description = textAt(answer, 'description') ?? response.body
  const failure = failureOfStatus(response, sentAt, description)
  if (response.status === 429) return { failure: { ...failure, ...retryAfter(answer) } }
  // The bot was blocked, or was put out of the group: only the person can change that.
  if (response.status === 403) return { failure: { ...failure, code: 'bad_address' } }
  // An unknown token is an unknown path there.
  if (response.status === 404) return { failure: { ...failure, code: 'bad_credentials' } }
  if (response.status === 400 && /chat not found|PEER_ID_INVALID|upgraded to a supergroup/i.test(description))
    return { failure: { ...failure, code: 'bad_address' } }
  return { failure }
}

function retryAfter({ parameters }: Record<string, unknown>): { retryAfterMs?: number } {
  const seconds = (parameters as { retry_after?: unknown } | undefined)?.retry_after
  return typeof seconds === 'number' && seconds >= 0
    ? { retryAfterMs: Math.min(seconds * 1_000, RETRY_AFTER_MS_MAX) }
    : {}
}
