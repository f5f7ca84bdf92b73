/** What the people of a source are told when more comes from it than is taken as it comes. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { NoticeKind } from './source-notices.ts'
import type { LetterLanguage, LetterWords } from './write-letter.ts'

export interface Notice {
  kind: NoticeKind
  /** Of the source. */
  name: string
  at: Instant
  /** Of the reader. */
  zone: string
}

type Words = Record<NoticeKind, (name: string, when: string) => LetterWords>

const EN: Words = {
  storm: (name, when) => ({
    subject: `Storm of ${name}: its alerts are gathered`,
    lines: [
      `Since ${when} ${name} opens incidents faster than its storm control lets it. Further alerts of a service that has an incident of this source join that one; a service without one still gets its first page.`,
      'Nothing is lost: every alert is in an incident. You hear of it again only when it has been quiet for half an hour and begins anew.',
    ],
  }),
  size: (name, when) => ({
    subject: `Requests of ${name} are too large`,
    lines: [
      `Since ${when} requests of ${name} are refused because they are larger than its door takes. Nothing of such a request was taken, so alerts in it are missing.`,
      'Let the sender put fewer alerts into one request, or leave out what nobody reads. The page of the source lists what was refused.',
    ],
  }),
  rate: (name, when) => ({
    subject: `${name} sends faster than can be taken`,
    lines: [
      `Since ${when} more of ${name} comes than its limit lets it bring, or so much of it waits, that its sender is asked to try again later. What it sends again is taken; a sender that does not try again loses alerts.`,
      'Let the sender send in groups, less often, or fewer alerts. The page of the source shows how much came.',
    ],
  }),
}

const JA: Words = {
  storm: (name, when) => ({
    subject: `${name} のアラートが集中しています`,
    lines: [
      `${when} から、${name} がストーム制御の上限を超える速さでインシデントを開いています。同じサービスのインシデントがある場合、以後のアラートはそこにまとめられます。インシデントのないサービスは、最初の呼び出しを通常どおり受け取ります。`,
      '失われるアラートはありません。30分静かになった後に再び始まった場合のみ、改めてお知らせします。',
    ],
  }),
  size: (name, when) => ({
    subject: `${name} のリクエストが大きすぎます`,
    lines: [
      `${when} から、${name} のリクエストが受け口の上限を超えているため拒否されています。そのリクエストの内容は取り込まれていません（含まれていたアラートは欠けています）。`,
      '送信側で1回のリクエストに含めるアラートを減らすか、不要な項目を省いてください。拒否されたものはソースのページで確認できます。',
    ],
  }),
  rate: (name, when) => ({
    subject: `${name} の送信が多すぎます`,
    lines: [
      `${when} から、${name} の受信数が上限を超えたか、処理待ちが多すぎるため、送信側に再送を求めています。再送されたものは取り込まれますが、再送しない送信側ではアラートが失われます。`,
      '送信側でまとめて送る、頻度を下げる、またはアラートを減らしてください。受信量はソースのページで確認できます。',
    ],
  }),
}

const WORDS: Record<LetterLanguage, Words> = { en: EN, ja: JA }

export function noticeWords({ kind, name, at, zone }: Notice, language: LetterLanguage): LetterWords {
  const when = new Intl.DateTimeFormat(language === 'ja' ? 'ja-JP' : 'en-GB', {
    ...{ timeZone: zone, hourCycle: 'h23', hour: '2-digit', minute: '2-digit', timeZoneName: 'short' },
    ...{ month: 'short', day: 'numeric' },
  }).format(at)
  return WORDS[language][kind](name, when)
}
