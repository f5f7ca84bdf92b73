/**
 * Socket Mode on one node: keeps one connection to Slack that hears of buttons and commands, for as long as the channel has an app-level
 * token. Invariants:
 * - one connection is wanted at a time; the one that Slack is about to end goes on being listened to until the next has said hello;
 * - what cannot be reached is tried again with growing pauses, at once when the settings change;
 * - envelopes are acknowledged on the connection that they came by.
 * No state is kept that a restart would lose: Slack keeps nothing for an app that does not listen, and tells whoever pressed.
 */
import { type SlackConfig, slackConfigSchema } from '@tocsin/adapters/out/slack/config.ts'
import {
  askForConnection,
  formatAcknowledgement,
  readSocketMessage,
  type SlackEnvelope,
} from '@tocsin/adapters/out/slack/socket-mode.ts'
import type { OpenSocket, Socket } from '@tocsin/adapters/out/socket.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { Loop } from '../../shell/engine/loop.ts'
import type { CallbackDeps } from '../callbacks/callback-deps.ts'
import type { SocketState } from './socket-state.queries.ts'
import { takeEnvelope } from './take-envelope.ts'

export interface SlackSocketDeps extends CallbackDeps {
  openSocket: OpenSocket
  /** Somebody wants to know how it stands; called after each change. */
  changed(state: SocketState | null): Promise<void>
}

export interface SlackSocket extends Loop {
  /** Ends every connection. Nothing is opened any more. */
  close(): void
}

export const SLACK_SOCKET_LOOP = 'slack-socket'

const OPEN_MS_MAX = 10_000
/** Slack pings about every ten seconds. */
const SILENCE_MS_MAX = 30_000
const HELLO_MS_MAX = 10_000
const PAUSE_MS_MIN = 1_000
const PAUSE_MS_MAX = 60_000
/** What somebody has to mend at Slack or in the settings is looked at less often. */
const PAUSE_MS_REFUSED = 300_000
/** A connection that lasted so long was none of a row of failures. */
const STEADY_MS = 30_000
/** What still comes by a connection that Slack is about to end is taken; Slack ends it about ten seconds after its warning. */
const LET_GO_MS_MAX = 15_000

interface Line {
  socket: Socket
  state: 'opening' | 'ready' | 'leaving'
  begunAt: Instant
  /** Of one that Slack is about to end: when it is cut if Slack did not. Absent until another one is there. */
  cutAt?: number
}

interface Life {
  lines: Set<Line>
  /** Settings that the lines were opened with. */
  wanted: string
  failures: number
  retryAt: number
  /** What was told last. */
  told: string
  problem: { text: string; at: Instant } | null
  isClosed: boolean
}

export function createSlackSocket(deps: SlackSocketDeps): SlackSocket {
  const life: Life = {
    ...{ lines: new Set(), wanted: '', failures: 0, retryAt: 0, told: '', problem: null, isClosed: false },
  }
  return {
    name: SLACK_SOCKET_LOOP,
    async round() {
      const config = wantedConfig(deps)
      const wanted = config ? `${config.app_token} ${config.url}` : ''
      if (wanted !== life.wanted) startAnew(life, wanted)
      if (config && !life.isClosed) await look(deps, life, config)
      await tell(deps, life, config !== undefined)
      return { isMore: false, dueAt: null }
    },
    close() {
      life.isClosed = true
      closeAll(life)
    },
  }
}

function wantedConfig(deps: SlackSocketDeps): SlackConfig | undefined {
  const { data } = slackConfigSchema.safeParse(deps.channelConfig('slack'))
  return data?.app_token === undefined ? undefined : data
}

function startAnew(life: Life, wanted: string): void {
  closeAll(life)
  Object.assign(life, { wanted, failures: 0, retryAt: 0, problem: null })
}

function closeAll({ lines }: Life): void {
  for (const line of lines) line.socket.close()
  lines.clear()
}

async function look(deps: SlackSocketDeps, life: Life, config: SlackConfig): Promise<void> {
  const now = deps.engine.clock.now()
  const lines = [...life.lines]
  for (const line of lines) {
    const isMute = line.state === 'opening' && now >= line.begunAt + HELLO_MS_MAX + OPEN_MS_MAX
    if (isMute) lose(deps, life, line, 'Slack opened a connection and did not say hello')
    const isUnused = line.state === 'leaving' && lines.some(({ state }) => state === 'ready')
    if (isUnused) line.cutAt ??= now + LET_GO_MS_MAX
    if (line.cutAt !== undefined && now >= line.cutAt) line.socket.close()
  }
  const isWanted = ![...life.lines].some(({ state }) => state !== 'leaving')
  if (isWanted && now >= life.retryAt) await connect(deps, life, config)
}

async function connect(deps: SlackSocketDeps, life: Life, config: SlackConfig): Promise<void> {
  const { clock, nudge } = deps.engine
  const asked = await askForConnection(deps.net, config, formatInstant(clock.now()))
  if (life.isClosed) return
  if ('failure' in asked) {
    const { cause, retry, retryAfterMs } = asked.failure
    fail(deps, life, cause, retryAfterMs ?? (retry === 'never' ? PAUSE_MS_REFUSED : 0))
    return
  }
  const request = { url: asked.address, openMsMax: OPEN_MS_MAX, silenceMsMax: SILENCE_MS_MAX }
  const line: Line = {
    ...{ state: 'opening', begunAt: clock.now() },
    socket: deps.openSocket(request, {
      opened: () => undefined,
      said: (text) => take(deps, life, line, { text, config }),
      ended(cause) {
        lose(deps, life, line, cause)
        nudge.nudge(SLACK_SOCKET_LOOP)
      },
    }),
  }
  life.lines.add(line)
}

function take(
  deps: SlackSocketDeps,
  life: Life,
  line: Line,
  { text, config }: { text: string; config: SlackConfig },
): void {
  const message = readSocketMessage(text)
  if (message.kind === 'envelope') return void answer(deps, config, line, message)
  if (message.kind === 'unknown') return
  if (message.kind === 'hello' && line.state === 'opening') line.state = 'ready'
  if (message.kind === 'disconnect') {
    line.state = 'leaving'
    if (message.reason === 'link_disabled')
      fail(deps, life, 'Socket Mode is switched off in the settings of the app', PAUSE_MS_REFUSED)
  }
  deps.engine.nudge.nudge(SLACK_SOCKET_LOOP)
}

async function answer(deps: SlackSocketDeps, config: SlackConfig, line: Line, envelope: SlackEnvelope): Promise<void> {
  try {
    await takeEnvelope(deps, config, envelope, (said) => line.socket.say(formatAcknowledgement(envelope.id, said)))
  } catch (error) {
    deps.engine.log.error({ error: String(error), type: envelope.type }, 'what came from Slack could not be taken')
  }
}

/** A line that ended. When it was the one in use, another one is opened: soon after a good while, later and later otherwise. */
function lose(deps: SlackSocketDeps, life: Life, line: Line, cause: string): void {
  if (!life.lines.delete(line)) return
  line.socket.close()
  if (line.state === 'leaving') return
  if (line.state === 'ready' && deps.engine.clock.now() >= line.begunAt + STEADY_MS) life.failures = 0
  fail(deps, life, cause, 0)
}

function fail({ engine }: SlackSocketDeps, life: Life, cause: string, pauseMs: number): void {
  const now = engine.clock.now()
  const pause = Math.max(pauseMs, Math.min(PAUSE_MS_MAX, PAUSE_MS_MIN * 2 ** life.failures))
  life.failures += 1
  life.retryAt = now + pause
  life.problem = { text: cause, at: now }
  engine.log.warn({ problem: cause, retryInMs: pause }, 'the connection to Slack is not there')
}

async function tell(deps: SlackSocketDeps, life: Life, isWanted: boolean): Promise<void> {
  const state = isWanted && !life.isClosed ? stateOf(life) : null
  const text = JSON.stringify(state)
  if (text === life.told) return
  await deps.changed(state)
  life.told = text
}

function stateOf({ lines, problem, retryAt }: Life): SocketState {
  const all = [...lines]
  const line = all.find(({ state }) => state === 'ready') ?? all.find(({ state }) => state === 'leaving')
  if (line) return { state: 'connected', since: line.begunAt, problem }
  const opening = all[0]
  if (opening) return { state: 'connecting', since: opening.begunAt, problem }
  return { state: 'waiting', since: problem?.at ?? (0 as Instant), problem, retryAt: retryAt as Instant }
}
