/** The weekly digest of noise in words: the worst first, each with what it cost and what would help. */
import { calcNoiseScore, proposeQuiet } from '@tocsin/core/detect/quiet/noise.ts'
import type { NoisyAlert } from './noise.queries.ts'
import type { LetterLanguage, LetterWords } from './write-letter.ts'

export interface DigestItem extends NoisyAlert {
  sourceName: string
  /** Where its proposal is carried out. */
  url: string
}

export interface Digest {
  /** The team; null for the admins. */
  team: string | null
  /** The worst first. */
  items: readonly DigestItem[]
  /** How many more there are. */
  more: number
}

const ITEMS_MAX = 10

/** What is worth a line: it has cost something, and something can be done about it. */
export function pickItems(rows: readonly DigestItem[]): Pick<Digest, 'items' | 'more'> {
  const worth = rows
    .filter((row) => proposeQuiet(row) !== undefined)
    .sort((a, b) => calcNoiseScore(b) - calcNoiseScore(a) || b.fired - a.fired)
  return { items: worth.slice(0, ITEMS_MAX), more: Math.max(0, worth.length - ITEMS_MAX) }
}

interface Sentences {
  subject(digest: Digest, fired: number, woke: number): string
  intro(digest: Digest): string
  figures(item: DigestItem): string
  proposal(item: DigestItem): string
  more(count: number): string
  outro: string
}

const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`

const EN: Sentences = {
  subject: ({ team }, fired, woke) => {
    const nights = woke > 0 ? `, ${plural(woke, 'page', 'pages')} at night` : ''
    return `Noise of the week${team === null ? '' : ` for ${team}`}: ${plural(fired, 'alert', 'alerts')}${nights}`
  },
  intro: ({ team }) =>
    `These alerts ${team === null ? 'of sources that belong to no team' : 'of your sources'} cost the most for the least in the last seven days, the worst first.`,
  figures: ({ name, sourceName, fired, actedOn, brief, cameBack, woke }) =>
    [
      `${name} (${sourceName}): fired ${plural(fired, 'time', 'times')}, acted on ${actedOn}`,
      ...(brief > 0 ? [`${brief} gone within five minutes`] : []),
      ...(cameBack > 0 ? [`${cameBack} back within ten minutes`] : []),
      ...(woke > 0 ? [`${plural(woke, 'page', 'pages')} at night`] : []),
    ].join(', '),
  proposal: (item) => {
    const proposal = proposeQuiet(item)
    switch (proposal?.kind) {
      case 'wait':
        return `Let it wait ${proposal.wait} before it counts: that would have spared ${proposal.spares}.`
      case 'flapping':
        return `Treat it as flapping: that would have spared ${proposal.spares}.`
      case 'record_only':
        return `Record it only: nobody acted on any of ${proposal.spares}.`
      case 'delete':
        return `Delete its rule at the sender: nobody acted on any of ${proposal.spares}.`
      case undefined:
        return ''
    }
  },
  more: (count) => `And ${count} more.`,
  outro: 'An admin can change the day of this letter, or switch it off, under Settings.',
}

const JA: Sentences = {
  subject: ({ team }, fired, woke) => {
    const nights = woke > 0 ? `、夜間の呼び出し ${woke} 件` : ''
    return `今週のノイズ${team === null ? '' : `（${team}）`}: アラート ${fired} 件${nights}`
  },
  intro: ({ team }) =>
    `この7日間で、${team === null ? 'どのチームにも属さないソース' : 'あなたのチームのソース'}のうち、手間のわりに役に立たなかったアラートです（悪い順）。`,
  figures: ({ name, sourceName, fired, actedOn, brief, cameBack, woke }) =>
    [
      `${name}（${sourceName}）: 発生 ${fired} 回、対応 ${actedOn} 回`,
      ...(brief > 0 ? [`5分以内に回復 ${brief} 回`] : []),
      ...(cameBack > 0 ? [`10分以内に再発 ${cameBack} 回`] : []),
      ...(woke > 0 ? [`夜間の呼び出し ${woke} 件`] : []),
    ].join('、'),
  proposal: (item) => {
    const proposal = proposeQuiet(item)
    switch (proposal?.kind) {
      case 'wait':
        return `提案: ${proposal.wait} 続いてから数える（${proposal.spares} 回減ります）。`
      case 'flapping':
        return `提案: 断続として扱う（${proposal.spares} 回減ります）。`
      case 'record_only':
        return `提案: 記録だけにする（${proposal.spares} 回、誰も対応していません）。`
      case 'delete':
        return `提案: 送信元のルールを削除する（${proposal.spares} 回、誰も対応していません）。`
      case undefined:
        return ''
    }
  },
  more: (count) => `ほかに ${count} 件あります。`,
  outro: 'この通知の曜日の変更や停止は、管理者が「設定」で行えます。',
}

const WORDS: Record<LetterLanguage, Sentences> = { en: EN, ja: JA }

export function digestWords(digest: Digest, language: LetterLanguage): LetterWords {
  const words = WORDS[language]
  const sum = (read: (item: DigestItem) => number) => digest.items.reduce((total, item) => total + read(item), 0)
  return {
    subject: words.subject(
      digest,
      sum(({ fired }) => fired),
      sum(({ woke }) => woke),
    ),
    lines: [
      words.intro(digest),
      ...digest.items.map((item, index) => `${index + 1}. ${words.figures(item)}. ${words.proposal(item)} ${item.url}`),
      ...(digest.more > 0 ? [words.more(digest.more)] : []),
      words.outro,
    ],
  }
}
