import type { SendResult } from '../channel.ts'
import type { Failure } from '../failure.ts'
import { failureOfStatus } from '../http-failure.ts'
import { readJsonObject, textAt } from '../json-object.ts'
import type { Net, NetResponse } from '../net.ts'
import { isSuccess, post } from '../post.ts'
import { below } from '../provider-address.ts'
import type { TwilioSmsConfig } from './twilio-config.ts'

/** Errors that say something about the number called (https://www.twilio.com/docs/api/errors). */
const BAD_ADDRESS = new Set([21211, 21214, 21217, 21219, 21265, 21401, 21407, 21421, 21608, 21612, 21614])
/** The owner of the number sent STOP: nothing will reach it until they send START. */
export const OPTED_OUT = 21610
const BAD_CREDENTIALS = new Set([20003, 20005, 20006, 20008])
/** The sender is not one that this account may use. */
const BAD_SENDER = new Set([21212, 21603, 21606, 21659, 21660])

/** Makes a message or a call: `POST /2010-04-01/Accounts/{sid}/{what}.json`, which answers 201 with its `sid`. */
export async function callTwilio(
  net: Net,
  { url, account_sid, auth_token }: Pick<TwilioSmsConfig, 'url' | 'account_sid' | 'auth_token'>,
  what: 'Messages' | 'Calls',
  form: readonly (readonly [string, string])[],
  sentAt: string,
): Promise<SendResult> {
  const response = await post(net, {
    url: below(url, `2010-04-01/Accounts/${account_sid}/${what}.json`),
    headers: { Authorization: `Basic ${Buffer.from(`${account_sid}:${auth_token}`).toString('base64')}` },
    form,
  })
  if ('failure' in response) return response
  const answer = readJsonObject(response.body)
  if (!isSuccess(response)) return { failure: failureOf(response, answer, sentAt) }
  const sid = textAt(answer, 'sid')
  return { handedOver: true, ...(sid !== undefined && { providerRef: sid.slice(0, 100) }), isDelivered: false }
}

function failureOf(response: NetResponse, answer: Record<string, unknown>, sentAt: string): Failure {
  const { code } = answer
  const said = textAt(answer, 'message')
  const failure = failureOfStatus(response, sentAt, said === undefined ? response.body : `${said} (${code})`)
  if (failure.retry !== 'never') return failure
  if (code === 20429) return { ...failure, code: 'rate_limited', retry: 'later' }
  if (code === OPTED_OUT) return { ...failure, code: 'bad_address', isAddressGone: true }
  if (BAD_ADDRESS.has(code as number)) return { ...failure, code: 'bad_address' }
  if (BAD_CREDENTIALS.has(code as number)) return { ...failure, code: 'bad_credentials' }
  if (BAD_SENDER.has(code as number)) return { ...failure, code: 'not_configured' }
  // 404 is the account there, not the number.
  return response.status === 404 ? { ...failure, code: 'bad_credentials' } : failure
}
