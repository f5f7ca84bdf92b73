/**
 * Replies to pages by mail: whoever was paged answers the mail, and that acknowledges, resolves, or becomes a note. Who they are is said by
 * the address that the page told them to answer to, which nobody else was sent; the sender of the mail has to fit, so that a colleague who
 * answers to all does not answer for them. A mail that is handed over twice counts once. What could not be done is answered by mail.
 */
import { hash } from 'node:crypto'
import { whyIgnored } from '@tocsin/adapters/in/email/loops.ts'
import type { Mail } from '@tocsin/adapters/in/email/mail.ts'
import { type PageReply, readPageReply } from '@tocsin/adapters/in/email/page-reply.ts'
import type { IncidentCommand } from '@tocsin/core/incident.ts'
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { ContactId, IncidentId, Instant, PageId, UserId } from '@tocsin/core/kernel/brand.ts'
import type { PersonMessage } from '@tocsin/core/kernel/decision.ts'
import { DAY } from '@tocsin/core/kernel/instant.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { User } from '@tocsin/core/people/directory.ts'
import { can } from '@tocsin/core/people/permissions.ts'
import type { EngineDeps } from '../shell/engine/deps.ts'
import { doOnce } from '../shell/engine/do-once.ts'
import { transact } from '../shell/engine/transact.ts'
import type { UnitOfWork } from '../shell/engine/unit-of-work.ts'
import { REPLY_MAILBOX, type ReplyAddress, readReplyToken, signReplyToken } from '../shell/secrets/reply-address.ts'
import type { Secrets } from '../shell/secrets/secrets.ts'
import { type ReplyAnswer, writeAnswer } from './reply-answer.ts'

export interface MailReplyDeps {
  engine: EngineDeps
  secrets: Pick<Secrets, 'mac'>
}

export interface MailReplies {
  /** Whether what stands behind the `+` of an address is of one that we gave out, ended or not. */
  isOurs(detail: string): boolean
  /** Carries out what a mail to such an address asks for. Rejects when that could not be written: it is to come again. */
  take(detail: string, mail: Mail): Promise<void>
}

/** Longer than any night, and than the day after; shorter than a mailbox that somebody else gets to read. */
const REPLY_LIFE_MS = 3 * DAY

/** The address that a page or a notice is answered to; absent where no mail comes in. */
export function createReplyTo(secrets: Pick<Secrets, 'mac'>, domain: () => string | undefined) {
  return ({ incident, user, report }: PersonMessage, at: Instant): string | undefined => {
    const host = domain()
    if (host === undefined || report) return undefined
    const token = signReplyToken(secrets, { incident, person: user, expiresAt: (at + REPLY_LIFE_MS) as Instant })
    return token && `${REPLY_MAILBOX}+${token}@${host}`
  }
}

export function createMailReplies(deps: MailReplyDeps): MailReplies {
  const { engine, secrets } = deps
  const read = (detail: string) => {
    const people = engine.directory.latest().users.keys()
    return readReplyToken(secrets, detail, people, engine.clock.now())
  }
  return {
    isOurs: (detail) => 'reply' in read(detail),
    async take(detail, mail) {
      const reading = read(detail)
      const ignored = whyIgnored(mail)
      if ('problem' in reading || ignored !== undefined) {
        engine.log.info({ reason: ignored ?? 'the address is not ours' }, 'a mail that answers a page was ignored')
        return
      }
      await takeReply(deps, reading.reply, reading.isExpired, mail)
    },
  }
}

function takeReply({ engine }: MailReplyDeps, address: ReplyAddress, isExpired: boolean, mail: Mail): Promise<void> {
  const { incident, person } = address
  const key = hash('sha256', [incident, person, mail.messageId ?? `${mail.subject}\n${mail.text}`].join('|'))
  return transact(engine, async (unit) => {
    const user = unit.directory.users.get(person)
    if (!user?.isActive) return
    await doOnce(unit, { purpose: 'mail reply', key }, async () => {
      const answer = isExpired ? ({ kind: 'expired' } as const) : await carryOut(unit, user, incident, mail)
      if (answer) await queueAnswer(unit, user, { key, incident, answer })
      return { answer: answer?.kind ?? 'none' }
    })
  })
}

async function carryOut(
  unit: UnitOfWork,
  user: User,
  incident: IncidentId,
  mail: Mail,
): Promise<ReplyAnswer | undefined> {
  if (!addressesOf(user).includes(mail.from)) return { kind: 'other_sender', from: mail.from }
  const reply = readPageReply(mail)
  if (reply.kind === 'empty') return { kind: 'not_understood' }
  const permission = reply.kind === 'note' ? 'incident.comment' : 'incident.respond'
  if (!can({ kind: 'user', role: user.role, isActive: user.isActive }, permission).allowed) return { kind: 'forbidden' }
  const current = await findCurrent(unit, incident)
  if (current === undefined) return { kind: 'gone' }
  const actor: Actor = { kind: 'user', id: user.id, via: 'mail' }
  return runReply(unit, current, reply, actor, user.id)
}

/** Undefined when there is nothing to say: what they wrote stands in the timeline. */
function runReply(
  unit: UnitOfWork,
  incident: IncidentId,
  reply: Exclude<PageReply, { kind: 'empty' }>,
  actor: Actor,
  person: UserId,
): ReplyAnswer | undefined {
  const note = (text: string) =>
    text === '' ? undefined : unit.run(incident, { type: 'AddNote', text: text.slice(0, LIMITS.textCharsMax) }, actor)
  if (reply.kind === 'note') {
    const noted = note(reply.text)
    return noted && 'rejected' in noted ? { kind: 'refused', code: noted.rejected.code } : undefined
  }
  const outcome = unit.run(incident, commandOf(reply, person), actor)
  // Words are kept also where there was nothing to take or to resolve any more.
  if (reply.kind === 'acknowledge' || 'rejected' in outcome || outcome.facts.length === 0) note(reply.note)
  if ('rejected' in outcome) return { kind: 'refused', code: outcome.rejected.code }
  if (outcome.facts.length > 0) return { kind: reply.kind === 'acknowledge' ? 'acknowledged' : 'resolved' }
  if (reply.kind === 'resolve') return { kind: 'refused', code: 'incident_already_resolved' }
  const { acknowledgedBy } = outcome.state.response
  if (acknowledgedBy === undefined || acknowledgedBy === person) return { kind: 'acknowledged' }
  return { kind: 'taken_by', name: unit.directory.users.get(acknowledgedBy)?.name ?? acknowledgedBy }
}

function commandOf({ kind, note }: Extract<PageReply, { note: string }>, by: UserId): IncidentCommand {
  return kind === 'acknowledge'
    ? { type: 'Acknowledge', by }
    : { type: 'Resolve', by, because: 'said_by_responder', ...(note && { note }) }
}

/** Everywhere that the person is written to by mail, in small letters. */
function addressesOf({ email, contacts }: User): string[] {
  const mailed = contacts.filter(({ channel, isVerified }) => channel === 'email' && isVerified).map(({ to }) => to)
  return [email, ...mailed].map((address) => address.toLowerCase())
}

/** Loaded; of one that was merged the one in which it goes on. Undefined when it is gone with the years. */
async function findCurrent(unit: UnitOfWork, incident: IncidentId): Promise<IncidentId | undefined> {
  let current = incident
  for (let steps = 0; steps < LIMITS.mergeChainMax; steps++) {
    await unit.load([current])
    const state = unit.state(current)
    if (!state) return undefined
    if (!state.record.merged) return current
    current = state.record.merged.into
  }
  return undefined
}

/** To the address that the page went to, and never to whoever the mail claims to be of. */
async function queueAnswer(
  unit: UnitOfWork,
  user: User,
  { key, incident, answer }: { key: string; incident: IncidentId; answer: ReplyAnswer },
): Promise<void> {
  const [to = user.email] = addressesOf(user).slice(1)
  const { subject, lines } = writeAnswer(answer, incident, user.locale?.startsWith('ja') ? 'ja' : 'en')
  const page = `letter/reply/${key}` as PageId
  await unit.tx.addSends([
    {
      ...{ key: page, class: 'status', due: unit.at, requestedAt: unit.at },
      message: {
        ...{ kind: 'letter', page, user: user.id, subject, lines, view: `/incidents/${incident}` },
        ...{ target: { contact: 'reply' as ContactId, channel: 'email', to }, requestedAt: unit.at },
      },
    },
  ])
  unit.nudgeAfterCommit('send:status')
}
