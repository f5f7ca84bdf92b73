/** What people do in Slack, whichever way Tocsin hears of it: the slash command, and presses on the buttons of pages. */
import { post } from '@tocsin/adapters/out/post.ts'
import { escapeMrkdwn, SLACK_ACTIONS, type SlackAction } from '@tocsin/adapters/out/slack/blocks.ts'
import type { SlackConfig } from '@tocsin/adapters/out/slack/config.ts'
import { ROOM_BLOCK } from '@tocsin/adapters/out/slack/room-message.ts'
import type { IncidentId } from '@tocsin/core/kernel/brand.ts'
import type { User } from '@tocsin/core/people/directory.ts'
import { waitAtMost } from '../../shell/engine/wait-at-most.ts'
import { type AnswerOutcome, answerPage } from '../answers/answer-page.ts'
import { wordsOfAnswer } from '../answers/answer-words.ts'
import { localeOf } from '../answers/callers.ts'
import type { CallbackDeps } from './callback-deps.ts'
import { runSlashCommand } from './slack-command.ts'
import { findSlackUser } from './slack-member.ts'
import { slackWordsOf } from './slack-words.ts'

/** As a form or an envelope has them. */
interface SlashFields {
  user_id?: unknown
  team_id?: unknown
  channel_id?: unknown
  text?: unknown
}

type SlashAnswer = { response_type: 'ephemeral'; text: string }

/** Slack waits for three seconds, and some of them are spent on the way. */
const ANSWER_MS_MAX = 2_000

/** The answer to a slash command, unless it takes longer than Slack waits: then it is said afterwards, where the command was typed. */
export async function answerInTime(
  deps: CallbackDeps,
  config: SlackConfig,
  fields: SlashFields & { response_url?: unknown },
): Promise<SlashAnswer | undefined> {
  const work = answerSlashCommand(deps, config, fields)
  let answer: SlashAnswer | undefined
  const taken = work.then((given) => {
    answer = given
  })
  if (!(await waitAtMost(deps.engine.clock, ANSWER_MS_MAX, taken)))
    later(
      deps,
      work.then((late) => say(deps, fields, late)),
    )
  return answer
}

/** What whoever typed it reads, and nobody else. */
async function answerSlashCommand(
  deps: CallbackDeps,
  config: SlackConfig,
  { user_id: member, team_id: team, channel_id: channel, text: typed }: SlashFields,
): Promise<SlashAnswer> {
  const user = await findSlackUser(deps, config, {
    member: typeof member === 'string' ? member : '',
    team: typeof team === 'string' ? team : undefined,
  })
  const text = user
    ? await runSlashCommand(deps, user, {
        text: typeof typed === 'string' ? typed : '',
        channel: typeof channel === 'string' ? channel : undefined,
      })
    : 'Tocsin does not know you: add Slack to your contacts in Tocsin, or sign up there with the mail address that you have here.'
  return { response_type: 'ephemeral', text }
}

interface BlockActions {
  type?: string
  team?: { id?: string }
  user?: { id?: string }
  response_url?: string
  actions?: { action_id?: string; value?: string }[]
  message?: { text?: string; blocks?: { type?: string; block_id?: string }[] }
}

/** Begins what a press asks for. Slack has its answer already, or gets it meanwhile: nobody waits for what is done here. */
export function startPress(deps: CallbackDeps, config: SlackConfig, payload: BlockActions): void {
  if (payload.type === 'block_actions') later(deps, takePress(deps, config, payload))
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
  // The summary of an incident's channel follows what comes of it, whoever does it.
  if (payload.message?.blocks?.some(({ block_id }) => block_id === ROOM_BLOCK)) return
  const isSettled = outcome.kind === 'done' || outcome.kind === 'over' || outcome.kind === 'taken_by'
  if (isSettled && !(outcome.kind === 'done' && action === 'escalate'))
    await say(deps, payload, withoutButtons(payload, action, outcome, user))
}

const ONLY_THEY = { response_type: 'ephemeral', replace_original: false }

/** The message as it was, with what became of it in the place of its buttons. */
function withoutButtons(payload: BlockActions, action: SlackAction, outcome: AnswerOutcome, user: User): object {
  const words = slackWordsOf(localeOf(user))
  const said =
    outcome.kind === 'done'
      ? words.by(action, user.name)
      : outcome.kind === 'taken_by'
        ? words.by('acknowledge', outcome.name)
        : words.isOver
  const blocks = (payload.message?.blocks ?? []).filter(({ type }) => type !== 'actions')
  return {
    replace_original: true,
    text: payload.message?.text ?? said,
    blocks: [...blocks, { type: 'context', elements: [{ type: 'mrkdwn', text: escapeMrkdwn(said) }] }],
  }
}

/** The address came from Slack itself; what it answers changes nothing. */
async function say(
  { net, engine }: Pick<CallbackDeps, 'net' | 'engine'>,
  { response_url: url }: { response_url?: unknown },
  words: object,
): Promise<void> {
  if (typeof url !== 'string') return
  const answer = await post(net, { url, json: words })
  if ('failure' in answer)
    engine.log.warn({ problem: answer.failure.cause }, 'Slack could not be told what became of what somebody did there')
}

/** Slack has its answer already: nobody waits for this promise, and what it rejected with would end the process. */
function later({ engine }: CallbackDeps, work: Promise<void>): void {
  work.catch((error: unknown) =>
    engine.log.error({ error: String(error) }, 'a press in Slack could not be carried out'),
  )
}
