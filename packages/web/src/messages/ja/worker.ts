import type { WorkerWords } from '../en/worker.ts'

export const workerWords: WorkerWords = {
  acknowledge: '対応開始',
  unreadable: 'Tocsin からのお知らせがあります',
  confirmed: 'このブラウザーに通知が届きます',
  confirmedText: 'このブラウザーが連絡先に加わりました。インシデントの呼び出しはこのように表示されます。',
  code: 'Tocsin のコード：{{code}}',
  codeText: 'アカウントの「連絡先」に入力してください。',
  queued: '未送信：接続がありません',
  queuedText: '接続が戻ると「対応開始」を送信します（{{time}} に受付）。',
  sent: '{{incident}} はあなたが対応します',
  sentText: 'ほかの人は呼び出されません。',
  taken: '{{incident}} は {{by}} さんが対応中です',
  over: '{{incident}} はすでに終わっています',
  idle: '何もする必要はありません。',
  refused: '{{incident}} の対応開始を登録できませんでした',
  asks: '{{incident}} に今から対応しますか？',
  asksText: '{{time}} に押されましたが、接続がなく送信されていません。その後ほかの人が呼び出された可能性があります。',
}
