/** The sentences of pages and notices in the languages that people read. Why somebody is paged is always said. */
import type { Locale } from '@tocsin/adapters/out/words.ts'
import type { NoticeEvent } from '@tocsin/core/kernel/decision.ts'

/** Names stand in as they are; an empty one is left out. */
export interface PageWords {
  subject: Record<NoticeEvent, string>
  firstSignal(since: string): string
  notice: Record<NoticeEvent, (by: string, into: string) => string>
  onCall(schedule: string, isOverride: boolean): string
  nextOnCall(schedule: string): string
  member(team: string): string
  admin: string
  named: string
  byName: string
  gap(schedule: string): string
  why(reason: string): string
  otherWayFailed: string
}

const by = (name: string) => (name === '' ? '' : ` by ${name}`)
const ga = (name: string) => (name === '' ? '' : `${name}さんが`)

const EN: PageWords = {
  subject: {
    acknowledged: 'Taken',
    mitigated: 'Worked around',
    resolved: 'Resolved',
    declined: 'Declined',
    merged: 'Merged',
  },
  firstSignal: (since) => `First signal: ${since}.`,
  notice: {
    acknowledged: (name) => `It was acknowledged${by(name)}; you need not do anything.`,
    mitigated: (name) => `A workaround was applied${by(name)}; nobody is called for it any more.`,
    resolved: (name) => `It is resolved${by(name)}; you need not do anything.`,
    declined: (name) => `It was declined${by(name)} as a request for service; you need not do anything.`,
    merged: (name, into) => `It was merged${by(name)} into ${into}, where the work goes on.`,
  },
  nextOnCall: (schedule) => `you are next on call in ${schedule}`,
  onCall: (schedule, isOverride) => `you are on call in ${schedule}${isOverride ? ' (by an override)' : ''}`,
  member: (team) => `you are a member of ${team}`,
  admin: 'nobody answered the escalation policy, and you are an admin',
  named: 'the escalation policy names you',
  byName: 'you were asked for by name',
  gap: (schedule) => `nobody is on call in ${schedule}, and `,
  why: (reason) => `You are paged because ${reason}.`,
  otherWayFailed: ' Another way of reaching you failed.',
}

const JA: PageWords = {
  subject: {
    acknowledged: '対応中',
    mitigated: '暫定対応済み',
    resolved: '解決',
    declined: '却下',
    merged: '統合',
  },
  firstSignal: (since) => `最初の検知: ${since}`,
  notice: {
    acknowledged: (name) => `${ga(name)}対応を始めました。対応は不要です。`,
    mitigated: (name) => `${ga(name)}暫定対応を行いました。これ以上の呼び出しはありません。`,
    resolved: (name) => `${ga(name)}解決しました。対応は不要です。`,
    declined: (name) => `${ga(name)}サービス依頼として却下しました。対応は不要です。`,
    merged: (name, into) => `${ga(name)}${into} に統合しました。対応はそちらで続きます。`,
  },
  nextOnCall: (schedule) => `${schedule}の次の当番のため`,
  onCall: (schedule, isOverride) => `${schedule}の当番${isOverride ? '（交代による）' : ''}のため`,
  member: (team) => `${team}のメンバーのため`,
  admin: 'エスカレーションポリシーに誰も応答せず、あなたが管理者のため',
  named: 'エスカレーションポリシーで指名されているため',
  byName: '名前を挙げて呼ばれたため',
  gap: (schedule) => `${schedule}に当番がおらず、`,
  why: (reason) => `${reason}、あなたを呼び出しています。`,
  otherWayFailed: 'ほかの連絡方法は失敗しました。',
}

export const PAGE_WORDS: Record<Locale, PageWords> = { en: EN, ja: JA }
