/**
 * Answers by text message: `123a` acknowledges INC-2026-000123, `123e` escalates it, `123r` resolves it; words do as well, and
 * without a number it is the one incident that the person is paged for.
 */
import type { Locale } from '@tocsin/adapters/out/words.ts'
import type { IncidentId, UserId } from '@tocsin/core/kernel/brand.ts'
import type { User } from '@tocsin/core/people/directory.ts'
import type { Kysely } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'
import type { EngineDeps } from '../../shell/engine/deps.ts'
import { answerPage, type PageAnswer } from './answer-page.ts'
import { wordsOfAnswer } from './answer-words.ts'
import { localeOf, ownersOf } from './callers.ts'
import { findByNumber, listPagedFor } from './paged-incidents.queries.ts'

export interface SmsReplyDeps {
  db: Kysely<Schema>
  engine: EngineDeps
}

export interface SmsReply {
  number: string | undefined
  answer: PageAnswer
  /** Everything that they were told of. */
  isForAll?: true
}

/** Taking all is undone one by one; resolving all is not what a word should do. */
const ALL = /^(?:(?:all|すべて|全て|全部)[\s,:#-]*(\S+)|(\S+?)[\s,:#-]*(?:all|すべて|全て|全部))$/

const WORDS: Readonly<Record<string, PageAnswer>> = {
  ...{ a: 'acknowledge', ack: 'acknowledge', acknowledge: 'acknowledge', ok: 'acknowledge', '1': 'acknowledge' },
  ...{ e: 'escalate', esc: 'escalate', escalate: 'escalate', '2': 'escalate' },
  ...{ r: 'resolve', res: 'resolve', resolve: 'resolve', resolved: 'resolve' },
  ...{
    確認: 'acknowledge',
    対応: 'acknowledge',
    対応する: 'acknowledge',
    解決: 'resolve',
    エスカレーション: 'escalate',
  },
}

/** Undefined for what is no answer. Telephones write a blank or a capital where none was asked for. */
export function readSmsReply(text: string): SmsReply | undefined {
  const said = text
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/[.!。]+$/, '')
  const alone = WORDS[said]
  if (alone !== undefined) return { number: undefined, answer: alone }
  const [, afterAll, beforeAll] = ALL.exec(said) ?? []
  if (WORDS[afterAll ?? beforeAll ?? ''] === 'acknowledge')
    return { number: undefined, answer: 'acknowledge', isForAll: true }
  const [, before, word, after] =
    /^(?:inc-\d{4}-)?(\d{1,9})?[\s,:#-]*([^\d\s,:#-]+)[\s,:#-]*(?:inc-\d{4}-)?(\d{1,9})?$/.exec(said) ?? []
  const answer = word === undefined ? undefined : WORDS[word]
  const number = before ?? after
  return answer === undefined || number === undefined ? undefined : { number: String(Number(number)), answer }
}

const HELP = {
  en: 'Answer with the number of the incident and a letter: 123a acknowledges INC-…-000123, 123e escalates, 123r resolves.',
  ja: 'インシデントの番号と文字で返信してください。例: 123a=対応する、123e=エスカレーション、123r=解決（INC-…-000123）',
}
const SEVERAL = {
  en: (numbers: string) =>
    `You are paged for several: ${numbers}. Put the number before the letter, such as 123a, or answer “all a” to take all.`,
  ja: (numbers: string) =>
    `複数の呼び出しがあります: ${numbers}。番号を付けて返信してください（例: 123a）。すべてに対応する場合は「all a」と返信してください。`,
}
const YOURS = {
  en: (numbers: string) => `Yours: ${numbers}. Nobody else is called for them any more.`,
  ja: (numbers: string) => `${numbers} の担当者になりました。ほかの人は呼び出されません。`,
}
const NONE = { en: 'You are not paged for anything now.', ja: '現在、あなたへの呼び出しはありません。' }

/** What is sent back; undefined for numbers that nobody here has: they are told nothing. */
export async function takeSmsReply(deps: SmsReplyDeps, from: string, text: string): Promise<string | undefined> {
  const directory = deps.engine.directory.latest()
  const owners = ownersOf(directory, ['sms', 'voice'], from)
  const [first] = owners
  if (!first) return undefined
  const locale = localeOf(first)
  const reply = readSmsReply(text)
  if (!reply) return HELP[locale]
  if (reply.isForAll) return takeAll(deps, owners, locale)
  const found = await findMeant(deps, owners, reply)
  if (found === undefined) return reply.number === undefined ? NONE[locale] : wordsOfAnswer({ kind: 'unknown' }, locale)
  if ('numbers' in found) return SEVERAL[locale](found.numbers.join(', '))
  // Of several people on one telephone it was whoever was paged.
  const person = (owners.find(({ id }) => found.paged.includes(id)) ?? first).id
  const outcome = await answerPage(deps.engine, { incident: found.id, person, answer: reply.answer, via: 'phone' })
  return wordsOfAnswer(outcome, locale)
}

/** What they were told of and nobody has taken; what has not reached them yet waits for an answer of its own. */
async function takeAll({ db, engine }: SmsReplyDeps, owners: readonly User[], locale: Locale): Promise<string> {
  const ids = owners.map(({ id }) => id)
  const taken: string[] = []
  const others: string[] = []
  for (const { id, told } of await listPagedFor(db, ids)) {
    const person = ids.find((each) => told.includes(each))
    if (!person) continue
    const outcome = await answerPage(engine, { incident: id, person, answer: 'acknowledge', via: 'phone' })
    if (outcome.kind === 'done' && !outcome.needs && outcome.besides === undefined)
      taken.push(numberOf(outcome.incident))
    else others.push(wordsOfAnswer(outcome, locale))
  }
  if (taken.length + others.length === 0) return NONE[locale]
  return [...(taken.length > 0 ? [YOURS[locale](taken.join(', '))] : []), ...others].join('\n')
}

function numberOf(incident: IncidentId): string {
  return String(Number(incident.slice(incident.lastIndexOf('-') + 1)))
}

type Meant = { id: IncidentId; paged: readonly UserId[] } | { numbers: string[] } | undefined

async function findMeant({ db, engine }: SmsReplyDeps, owners: readonly User[], reply: SmsReply): Promise<Meant> {
  if (reply.number !== undefined) return findByNumber(db, reply.number, engine.clock.now())
  const paged = await listPagedFor(
    db,
    owners.map(({ id }) => id),
  )
  const [only, ...others] = paged
  return others.length > 0 ? { numbers: paged.map(({ id }) => numberOf(id)) } : only
}
