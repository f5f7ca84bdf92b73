/**
 * What Slack sends to the app, all to one address: presses on buttons, the slash command, and the question whether the address is
 * ours. Believed only with Slack's signature over the raw body, for five minutes. Slack waits three seconds, so that whatever needs
 * more is said afterwards, at the address that came with the request.
 */
import { readJsonObject, textAt } from '@tocsin/adapters/out/json-object.ts'
import { post } from '@tocsin/adapters/out/post.ts'
import { escapeMrkdwn, SLACK_ACTIONS, type SlackAction } from '@tocsin/adapters/out/slack/blocks.ts'
import { type SlackConfig, slackConfigSchema } from '@tocsin/adapters/out/slack/config.ts'
import { isFromSlack } from '@tocsin/adapters/out/slack/signature.ts'
import type { IncidentId } from '@tocsin/core/kernel/brand.ts'
import { type AnswerOutcome, answerPage } from '../answers/answer-page.ts'
import { wordsOfAnswer } from '../answers/answer-words.ts'
import { localeOf } from '../answers/callers.ts'
import {
  type CallbackAnswer,
  type CallbackDeps,
  type CallbackRequest,
  NOT_FOUND,
  REFUSED,
  TAKEN,
} from './callback-deps.ts'
import { runSlashCommand } from './slack-command.ts'
import { findSlackUser } from './slack-member.ts'

export async function takeSlackRequest(deps: CallbackDeps, request: CallbackRequest): Promise<CallbackAnswer> {
  const config = slackConfigSchema.safeParse(deps.channelConfig('slack'))
  const secret = config.data?.signing_secret
  if (!config.success || secret === undefined) return NOT_FOUND
  const { headers, body } = request
  const proof = { timestamp: headers['x-slack-request-timestamp'], signature: headers['x-slack-signature'], body }
  if (!isFromSlack(secret, proof, deps.engine.clock.now())) return REFUSED
  const text = body.toString('utf8')
  if (text.startsWith('{')) return answerEvent(readJsonObject(text))
  const form = new URLSearchParams(text)
  if (form.has('command')) return json(await slashCommand(deps, config.data, form))
  const payload = readJsonObject(form.get('payload') ?? '')
  if (payload.type === 'block_actions') later(deps, takePress(deps, config.data, payload))
  return TAKEN
}

/** Events are asked for by nobody yet; the address has to be confirmed all the same. */
function answerEvent(event: Record<string, unknown>): CallbackAnswer {
  const challenge = textAt(event, 'challenge')
  return event.type === 'url_verification' && challenge !== undefined ? json({ challenge }) : TAKEN
}

async function slashCommand(deps: CallbackDeps, config: SlackConfig, form: URLSearchParams): Promise<object> {
  const user = await findSlackUser(deps, config, {
    member: form.get('user_id') ?? '',
    team: form.get('team_id') ?? undefined,
  })
  const text = user
    ? await runSlashCommand(deps, user, form.get('text') ?? '')
    : 'Tocsin does not know you: add Slack to your contacts in Tocsin, or sign up there with the mail address that you have here.'
  return { response_type: 'ephemeral', text }
}

interface BlockActions {
  team?: { id?: string }
  user?: { id?: string }
  response_url?: string
  actions?: { action_id?: string; value?: string }[]
  message?: { text?: string; blocks?: { type?: string }[] }
}

async function takePress(deps: CallbackDeps, config: SlackConfig, payload: BlockActions): Promise<void> {
  const [pressed] = payload.actions ?? []
  const action = SLACK_ACTIONS.find((each) => each === pressed?.action_id)
  // Buttons that open a page report that they were pressed, too.
  if (action === undefined || !/^INC-\d{4}-\d{6,}$/.test(pressed?.value ?? '')) return
  const user = await findSlackUser(deps, config, { member: payload.user?.id ?? '', team: payload.team?.id })
  if (!user) {
    await say(deps, payload, { ...ONLY_THEY, text: 'Tocsin does not know you: add Slack to your contacts there.' })
    return
  }
  const incident = pressed?.value as IncidentId
  const outcome = await answerPage(deps.engine, { incident, person: user.id, answer: action, via: 'chat' })
  await say(deps, payload, { ...ONLY_THEY, text: escapeMrkdwn(wordsOfAnswer(outcome, localeOf(user))) })
  const isSettled = outcome.kind === 'done' || outcome.kind === 'over' || outcome.kind === 'taken_by'
  if (isSettled && !(outcome.kind === 'done' && action === 'escalate'))
    await say(deps, payload, withoutButtons(payload, action, outcome, user.name))
}

const ONLY_THEY = { response_type: 'ephemeral', replace_original: false }

/** The message as it was, with what became of it in the place of its buttons. */
function withoutButtons(payload: BlockActions, action: SlackAction, outcome: AnswerOutcome, name: string): object {
  const done = { acknowledge: `Acknowledged by ${name}`, resolve: `Resolved by ${name}`, escalate: 'Escalated' }[action]
  const said =
    outcome.kind === 'done' ? done : outcome.kind === 'taken_by' ? `Acknowledged by ${outcome.name}` : 'It is over'
  const blocks = (payload.message?.blocks ?? []).filter(({ type }) => type !== 'actions')
  return {
    replace_original: true,
    text: payload.message?.text ?? said,
    blocks: [...blocks, { type: 'context', elements: [{ type: 'mrkdwn', text: escapeMrkdwn(said) }] }],
  }
}

/** The address came signed by Slack; what it answers changes nothing. */
async function say({ net, engine }: CallbackDeps, { response_url: url }: BlockActions, words: object): Promise<void> {
  if (url === undefined) return
  const answer = await post(net, { url, json: words })
  if ('failure' in answer)
    engine.log.warn({ problem: answer.failure.cause }, 'Slack could not be told what became of a press')
}

/** Slack has its answer already: nobody waits for this promise, and what it rejected with would end the process. */
function later({ engine }: CallbackDeps, work: Promise<void>): void {
  work.catch((error: unknown) =>
    engine.log.error({ error: String(error) }, 'a press in Slack could not be carried out'),
  )
}

function json(body: object): CallbackAnswer {
  return { status: 200, type: 'application/json; charset=utf-8', body: JSON.stringify(body) }
}
