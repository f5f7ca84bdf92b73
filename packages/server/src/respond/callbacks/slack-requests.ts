/**
 * What Slack sends to the app, all to one address: presses on buttons, the slash command, what happens to messages, and the question whether the address is
 * ours. Believed only with Slack's signature over the raw body, for five minutes. Slack waits three seconds, so that whatever needs
 * more is said afterwards, at the address that came with the request.
 */
import { readJsonObject, textAt } from '@tocsin/adapters/out/json-object.ts'
import { slackConfigSchema } from '@tocsin/adapters/out/slack/config.ts'
import { isFromSlack } from '@tocsin/adapters/out/slack/signature.ts'
import { takeSlackEvent } from '../rooms/chat-event-loop.ts'
import {
  type CallbackAnswer,
  type CallbackDeps,
  type CallbackRequest,
  NOT_FOUND,
  REFUSED,
  TAKEN,
} from './callback-deps.ts'
import { answerInTime, startPress } from './slack-interactions.ts'

export async function takeSlackRequest(deps: CallbackDeps, request: CallbackRequest): Promise<CallbackAnswer> {
  const config = slackConfigSchema.safeParse(deps.channelConfig('slack'))
  const secret = config.data?.signing_secret
  if (!config.success || secret === undefined) return NOT_FOUND
  const { headers, body } = request
  const proof = { timestamp: headers['x-slack-request-timestamp'], signature: headers['x-slack-signature'], body }
  if (!isFromSlack(secret, proof, deps.engine.clock.now())) return REFUSED
  const text = body.toString('utf8')
  if (text.startsWith('{')) return answerEvent(deps, readJsonObject(text))
  const form = new URLSearchParams(text)
  if (form.has('command')) {
    const answer = await answerInTime(deps, config.data, Object.fromEntries(form))
    return answer ? json(answer) : TAKEN
  }
  startPress(deps, config.data, readJsonObject(form.get('payload') ?? ''))
  return TAKEN
}

/** What happens to messages, and the question whether the address is ours. What cannot be kept is not taken: Slack sends it again. */
async function answerEvent(deps: CallbackDeps, event: Record<string, unknown>): Promise<CallbackAnswer> {
  const challenge = textAt(event, 'challenge')
  if (event.type === 'url_verification' && challenge !== undefined) return json({ challenge })
  await takeSlackEvent(deps, event)
  return TAKEN
}

function json(body: object): CallbackAnswer {
  return { status: 200, type: 'application/json; charset=utf-8', body: JSON.stringify(body) }
}
