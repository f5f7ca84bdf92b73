/** What whoever answered a page by mail is told by mail, in their language. */
import type { IncidentId } from '@tocsin/core/kernel/brand.ts'
import type { RejectionCode } from '@tocsin/core/kernel/codes.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { LeftOutFile } from './reply-files.ts'

export type ReplyAnswer =
  | { kind: 'acknowledged' }
  | { kind: 'resolved' }
  | { kind: 'taken_by'; name: string }
  | { kind: 'refused'; code: RejectionCode }
  | { kind: 'not_understood' }
  | { kind: 'other_sender'; from: string }
  | { kind: 'expired' }
  | { kind: 'forbidden' }
  | { kind: 'gone' }
  /** What was said was done; see the files. */
  | { kind: 'files_left_out' }

interface Words {
  subject: string
  lines: string[]
}

const HOW = {
  en: 'Answer “ack” to take it, “resolve” to say that the service is back; anything else becomes a note. It is not done by this mail: open the incident, or answer the page once more.',
  ja: '「ack」または「確認」で対応を引き受け、「resolve」または「解決」で解決、それ以外の文はメモになります。今回のメールでは何も変わっていません。インシデントを開くか、もう一度ページに返信してください。',
}

const OVER: readonly RejectionCode[] = ['incident_already_resolved', 'incident_final']

const MIB = 1024 * 1024
const SIZE = `${LIMITS.attachmentBytesMax / MIB} MB`

const LEFT_OUT: Record<'en' | 'ja', { heading: string; why: Record<LeftOutFile['why'], string> }> = {
  en: {
    heading: 'Not kept of what you sent along:',
    why: {
      type: 'neither a picture (PNG, JPEG, GIF, WebP), nor PDF, nor text',
      size: `larger than ${SIZE}`,
      full: `more than ${LIMITS.replyFilesMax} files of one mail, or more than the incident holds`,
      missing: 'not passed on by the provider that took the mail in',
    },
  },
  ja: {
    heading: '保存されなかった添付ファイル：',
    why: {
      type: '画像（PNG・JPEG・GIF・WebP）、PDF、テキストのいずれでもありません',
      size: `${SIZE} を超えています`,
      full: `1通のメールにつき ${LIMITS.replyFilesMax} 個まで、またはインシデントの上限に達しています`,
      missing: 'メールを受信したプロバイダーから渡されませんでした',
    },
  },
}

export function writeAnswer(
  answer: ReplyAnswer,
  leftOut: readonly LeftOutFile[],
  incident: IncidentId,
  language: 'en' | 'ja',
): Words {
  const { subject, lines } = language === 'ja' ? japanese(answer) : english(answer)
  const { heading, why: reasons } = LEFT_OUT[language]
  const files = leftOut.map(({ name, why }) => `${name}: ${reasons[why]}`)
  return { subject: `${incident}: ${subject}`, lines: files.length === 0 ? lines : [...lines, heading, ...files] }
}

function english(answer: ReplyAnswer): Words {
  switch (answer.kind) {
    case 'acknowledged':
      return { subject: 'it is yours', lines: ['You acknowledged it by mail. Nobody else is called.'] }
    case 'resolved':
      return { subject: 'it is resolved', lines: ['You resolved it by mail. Those who were paged are told.'] }
    case 'taken_by':
      return { subject: `${answer.name} has it already`, lines: ['You need not do anything.'] }
    case 'refused':
      return OVER.includes(answer.code)
        ? { subject: 'it is over already', lines: ['It was resolved or closed before your answer came.'] }
        : { subject: 'your answer could not be carried out', lines: [`It was refused (${answer.code}).`, HOW.en] }
    case 'not_understood':
      return { subject: 'your answer was empty', lines: ['Nothing of your own could be found in it.', HOW.en] }
    case 'other_sender':
      return {
        subject: 'an answer of another sender was not taken',
        lines: [
          `A mail of ${answer.from || 'nobody'} came to the address at which you answer your page. It is none of your addresses, so nothing was done.`,
          'If it was you, add that address to your contacts, or answer from one of those that you have. If it was not, somebody was given your mail.',
        ],
      }
    case 'expired':
      return {
        subject: 'your answer came too late',
        lines: ['Pages can be answered by mail for three days.', 'Open the incident, or answer the newest page.'],
      }
    case 'forbidden':
      return { subject: 'your answer could not be carried out', lines: ['Your role does not allow that.'] }
    case 'gone':
      return { subject: 'it is not there any more', lines: ['The incident was deleted with the years.'] }
    case 'files_left_out':
      return { subject: 'not all of your files were kept', lines: ['What you wrote stands in the timeline.'] }
  }
}

function japanese(answer: ReplyAnswer): Words {
  switch (answer.kind) {
    case 'acknowledged':
      return { subject: '対応を引き受けました', lines: ['メールの返信で確認しました。ほかの人は呼び出されません。'] }
    case 'resolved':
      return { subject: '解決しました', lines: ['メールの返信で解決しました。呼び出された人に通知します。'] }
    case 'taken_by':
      return { subject: `すでに${answer.name}さんが対応中です`, lines: ['何もする必要はありません。'] }
    case 'refused':
      return OVER.includes(answer.code)
        ? { subject: 'すでに終了しています', lines: ['返信が届く前に、解決またはクローズされていました。'] }
        : { subject: '返信を処理できませんでした', lines: [`拒否されました（${answer.code}）。`, HOW.ja] }
    case 'not_understood':
      return { subject: '返信が空でした', lines: ['ご自身の文章が見つかりませんでした。', HOW.ja] }
    case 'other_sender':
      return {
        subject: '別の送信者からの返信は受け付けませんでした',
        lines: [
          `あなた専用の返信先に ${answer.from || '不明な送信者'} からメールが届きました。登録されたアドレスではないため、何も変更していません。`,
          'ご自身の場合は、そのアドレスを連絡先に追加するか、登録済みのアドレスから返信してください。心当たりがない場合は、メールが他の人に渡っています。',
        ],
      }
    case 'expired':
      return {
        subject: '返信の期限が過ぎています',
        lines: ['メールで返信できるのは3日間です。', 'インシデントを開くか、最新のページに返信してください。'],
      }
    case 'forbidden':
      return { subject: '返信を処理できませんでした', lines: ['あなたの権限では実行できません。'] }
    case 'gone':
      return { subject: '見つかりません', lines: ['このインシデントは保存期間が過ぎて削除されました。'] }
    case 'files_left_out':
      return {
        subject: '一部の添付ファイルは保存されませんでした',
        lines: ['メールの本文はタイムラインに記録されています。'],
      }
  }
}
