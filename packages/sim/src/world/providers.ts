/**
 * The outside world behind the network port: mail servers, webhooks and push services that take messages, refuse them, hang,
 * or take them and lose the answer. They tell apart what they took and what they said.
 */
import type { Mail, MailReply, Net, NetError, NetResponse } from '@tocsin/adapters/out/net.ts'
import type { Handover } from '../journal.ts'
import type { Life } from '../nodes/node-life.ts'
import type { Random } from './random.ts'
import type { World } from './world.ts'

export type Mood =
  | 'fine'
  /** Answers after seconds. */
  | 'slow'
  /** A temporary refusal: 500, or 451 in mail. */
  | 'refusing'
  /** 429 with Retry-After. */
  | 'throttling'
  /** Nobody listens. */
  | 'unreachable'
  /** Nobody answers. */
  | 'hanging'
  /** Takes the message, and the answer is lost. */
  | 'forgetful'
  /** Does not know the address, and never will. */
  | 'disowning'

export type MoodOf = (channel: string, to: string) => Mood

/** Where links in messages lead; the id of the message is the rest of the path. */
export const LINK_PREFIX = 'https://tocsin.example.com/p/'
/** The second server for mail: it is asked for what the first does not take. */
export const SECOND_MAIL_HOST = 'mail-2.example.com'
export const SECOND_MAIL = 'email-2'
const LINK = /https:\/\/tocsin\.example\.com\/p\/([A-Za-z0-9%._~-]+)/g

interface Sending {
  channel: string
  /** Whose mood decides, where that is another than the channel’s. */
  provider?: string
  to: string
  key: string
  /** Everything that the provider got, to find the message's id in. */
  text: string
  timeoutMs: number
}

interface Verdict {
  isTaken: boolean
  /** Undefined: no answer ever. */
  answer?: { status: number; headers: Record<string, string> } | 'unreachable'
  delayMs: number
}

export class Providers {
  readonly #world: World
  readonly #random: Random
  readonly #moodOf: MoodOf
  readonly #handovers: Handover[]
  readonly #onTaken: (handover: Handover) => void

  constructor(world: World, moodOf: MoodOf, handovers: Handover[], onTaken: (handover: Handover) => void) {
    this.#world = world
    this.#random = world.random.fork('providers')
    this.#moodOf = moodOf
    this.#handovers = handovers
    this.#onTaken = onTaken
  }

  /** The network as one node sees it. */
  netOf(life: Life): Net {
    return {
      fetch: async (request) => {
        const isPush = request.url.startsWith('https://ntfy.')
        const body = String(request.body ?? '')
        const push = isPush ? (JSON.parse(body) as { topic: string; sequence_id: string }) : undefined
        const answer = await this.#hand(life, {
          channel: push ? 'ntfy' : 'webhook',
          to: push ? push.topic : request.url,
          key: push ? push.sequence_id : (request.headers['Idempotency-Key'] ?? ''),
          text: body,
          timeoutMs: request.timeoutMs,
        })
        return httpAnswer(answer)
      },
      sendMail: async (server, mail) => {
        const provider = server.url.includes(SECOND_MAIL_HOST) ? SECOND_MAIL : 'email'
        return mailAnswer(await this.#hand(life, { ...mailSending(mail, server.timeoutMs), provider }))
      },
    }
  }

  #hand(life: Life, sending: Sending): Promise<Verdict['answer'] | 'timeout'> {
    const handovers = this.#write(life, sending)
    const [{ page }] = handovers
    return new Promise((resolve) => {
      let isOver = false
      const tell = (answer: Verdict['answer'] | 'timeout'): void => {
        if (isOver) return
        isOver = true
        const isTaken = typeof answer === 'object' && answer.status < 300
        const isOfAddress = typeof answer === 'object' && answer.status === 404
        for (const each of handovers) each.told = { at: this.#world.now, isTaken, ...(isOfAddress && { isOfAddress }) }
        this.#world.note(`${life.name} is told ${JSON.stringify(answer)} of ${page}`)
        resolve(answer)
      }
      this.#world.schedule(sending.timeoutMs, 'time-out', () => tell('timeout'), life)
      this.#world.schedule(this.#random.int(0, 40), 'message arrives', () => this.#receive(handovers, life, tell))
    })
  }

  /** One for each page that the message names. */
  #write(life: Life, { channel, provider = channel, to, key, text }: Sending): [Handover, ...Handover[]] {
    const together = [...new Set([...text.matchAll(LINK)].map(([, page = '']) => decodeURIComponent(page)))]
    const written = together.map(
      (page): Handover => ({ page, together, key, channel, provider, to, node: life.name, begunAt: this.#world.now }),
    )
    this.#handovers.push(...written)
    const [first, ...others] = written
    if (!first) throw new Error(`a message to ${to} names no page: ${text}`)
    return [first, ...others]
  }

  /** The provider's side: it does not depend on whether the node still lives. */
  #receive(handovers: [Handover, ...Handover[]], life: Life, tell: (answer: Verdict['answer']) => void): void {
    const [{ provider, channel, to, together }] = handovers
    const verdict = this.#judge(this.#moodOf(provider, to))
    this.#world.schedule(verdict.delayMs, 'provider decides', () => {
      if (verdict.isTaken) {
        this.#world.note(`${channel} took ${together.join(', ')} for ${to}`)
        for (const each of handovers) {
          each.takenAt = this.#world.now
          this.#onTaken(each)
        }
      }
      const { answer } = verdict
      if (answer) this.#world.schedule(this.#random.int(0, 40), 'answer arrives', () => tell(answer), life)
    })
  }

  #judge(mood: Mood): Verdict {
    const delayMs = this.#random.int(0, 20)
    const plain = (status: number, headers: Record<string, string> = {}): Verdict => ({
      isTaken: status < 300,
      answer: { status, headers },
      delayMs,
    })
    switch (mood) {
      case 'fine':
        return plain(200)
      case 'slow':
        return { ...plain(200), delayMs: this.#random.int(500, 6_000) }
      case 'refusing':
        return plain(500)
      case 'throttling':
        return plain(429, { 'retry-after': String(this.#random.int(1, 8)) })
      case 'disowning':
        return plain(404)
      case 'unreachable':
        return { isTaken: false, answer: 'unreachable', delayMs }
      case 'hanging':
        return { isTaken: false, delayMs }
      case 'forgetful':
        return { isTaken: true, delayMs }
    }
  }
}

function mailSending(mail: Mail, timeoutMs: number): Sending {
  return { channel: 'email', to: mail.to, key: mail.messageId, text: mail.text, timeoutMs }
}

function httpAnswer(answer: Verdict['answer'] | 'timeout'): NetResponse | NetError {
  if (answer === 'timeout' || answer === 'unreachable' || answer === undefined) return netError(answer)
  return { ...answer, body: '{}' }
}

const MAIL_REPLIES: Record<number, number> = { 404: 550, 429: 450, 500: 451 }

function mailAnswer(answer: Verdict['answer'] | 'timeout'): MailReply | NetError {
  if (answer === 'timeout' || answer === 'unreachable' || answer === undefined) return netError(answer)
  const code = MAIL_REPLIES[answer.status]
  return code === undefined ? { accepted: true, response: '250 taken' } : { rejected: { code, response: `${code} no` } }
}

function netError(answer: 'timeout' | 'unreachable' | undefined): NetError {
  return { error: answer ?? 'timeout', cause: 'simulated' }
}
