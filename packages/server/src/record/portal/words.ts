/** The words of the portal, in the languages that it speaks. They stand here and not with the console's: the portal works without it. */
import type { ReportSymptom } from '@tocsin/core/kernel/report.ts'
import type { Scope, Status } from '@tocsin/core/kernel/scales.ts'
import type { GuardProblem } from './portal-guard.ts'

export const PORTAL_LOCALES = ['en', 'ja'] as const
export type PortalLocale = (typeof PORTAL_LOCALES)[number]

/** What a person reads of an incident's status: three stages and an end, not our own eight. */
export type PublicStage = 'received' | 'working' | 'checking' | 'over'

export function stageOf(status: Status): PublicStage {
  if (status === 'open') return 'received'
  if (status === 'acknowledged' || status === 'mitigated') return 'working'
  return status === 'verifying' ? 'checking' : 'over'
}

const en = {
  title: 'Report a problem',
  intro: 'Tell us what does not work. You get a number at once, and a link to follow what happens.',
  otherLanguage: '日本語',
  chooseService: 'What is it about?',
  otherService: 'Something else, or I do not know',
  change: 'Change',
  known: 'Is it one of these?',
  knownText: 'We know of them already.',
  since: 'since',
  reportedBy: (count: number) => (count === 1 ? 'reported by one person' : `reported by ${count} people`),
  joinThis: 'Yes, me too',
  anotherProblem: 'No, mine is another problem',
  whatIsWrong: 'What is wrong?',
  whatIsWrongHint: 'Choose everything that fits.',
  symptoms: {
    unavailable: 'It does not work at all',
    slow: 'It is slow',
    errors: 'It shows errors',
    sign_in: 'I cannot sign in',
    wrong_data: 'Data is wrong or missing',
    other: 'Something else',
  } satisfies Record<ReportSymptom, string>,
  describe: 'Describe it',
  describeHint: 'What did you want to do, and what happened instead?',
  forWhom: 'Who is affected?',
  scopes: {
    individual: 'Only me',
    department: 'My team or department',
    company_wide: 'The whole company, or customers',
  } satisfies Record<Scope, string>,
  sinceWhen: 'Since when?',
  sinceChoices: {
    now: 'Just now',
    hour: 'Within the last hour',
    today: 'Some hours',
    day: 'Since yesterday or longer',
  },
  pictures: 'Pictures of the screen',
  picturesHint: 'Up to three, PNG, JPEG, GIF or WebP, 5 MB in all.',
  name: 'Your name',
  email: 'Your e-mail address',
  emailHint: 'We send you the link. It is not shown to anybody else.',
  optional: 'optional',
  trap: 'Leave this field empty',
  send: 'Send the report',
  wrongForm: 'Something is missing:',
  problems: {
    symptoms: 'Choose what is wrong.',
    scope: 'Choose who is affected.',
    text: 'Describe what is wrong, in a few words.',
    text_long: 'The description is too long; 4000 characters are enough for anybody to understand it.',
    email: 'This is no e-mail address. Leave it empty if you want no mail.',
    files: 'At most three pictures (PNG, JPEG, GIF or WebP), 5 MB in all.',
    known: 'Say whether it is one of the problems that are known.',
  },
  guard: {
    too_fast: 'That was quicker than anybody reads. Wait a moment, and send it again.',
    too_old: 'This page was open for a long time. Please send it again.',
    not_ours: 'This page could not be recognised. Please send it again.',
    trap: 'Leave the last field empty, and send it again.',
  } satisfies Record<GuardProblem, string>,
  tooMany: (minutes: number) =>
    `That was very often. Wait ${minutes === 1 ? 'a minute' : `${minutes} minutes`}, and try again. If it is urgent, call your service desk.`,
  closed: 'The portal is closed',
  closedText: 'Reports are not taken here. Ask your service desk.',
  signIn: 'Sign in to report a problem',
  signInText: 'Only people of the organisation may report problems here.',
  signInButton: 'Sign in',
  nothingHere: 'This link does not work',
  nothingHereText: 'It may have been cut on its way. Use the whole link, or report the problem again.',
  failed: 'That did not work',
  failedText: 'Nothing was taken. Try again in a few seconds.',
  notTaken: 'That could not be taken. Load this page again to see how it stands.',
  nothingMore: {
    portal_closed: 'The portal is closed, so nothing can be added here now. Ask your service desk.',
    incident_final: 'This was closed, and nobody reads what would be added. If it is broken again, report it anew.',
    storage_full: 'We cannot keep anything at the moment. Please call your service desk.',
  },
  yourReport: 'Your report',
  taken: 'Thank you. We have it.',
  joined: 'Thank you. We have added you.',
  unmailed: 'Your address got several of our mails lately, so we send no further one now.',
  keepLink: 'Keep the address of this page: it shows how it goes, and is yours alone.',
  mailed: 'We have sent the link to you.',
  stages: {
    received: 'We have it, and are getting somebody to look at it',
    working: 'Somebody is working on it',
    checking: 'It should work again; we are checking',
    over: 'It is over',
  } satisfies Record<PublicStage, string>,
  steps: { received: 'Received', working: 'In work', checking: 'Checking', over: 'Over' } satisfies Record<
    PublicStage,
    string
  >,
  declined: 'It was closed as no incident',
  begun: 'Reported',
  more: 'Add something',
  moreHint: 'What else have you seen? What has changed?',
  add: 'Add',
  added: 'Added. Thank you.',
  doesItWork: 'Does it work again?',
  doesItWorkHint: 'Your answer goes to those who worked on it.',
  works: 'Yes, it works',
  worksNot: 'No, still broken',
  judged: {
    fixed: 'You said that it works again. Thank you.',
    not_fixed: 'You said that it does not work yet. They know.',
  },
  confirmMail: 'Is this your mail address?',
  confirmMailText: 'Confirm that you have asked for this mail. Your report is then believed sooner.',
  confirm: 'Yes, it is mine',
  confirmed: 'Your address is confirmed.',
  youWrote: 'What you wrote',
  again: 'Report another problem',
  refresh: 'This page shows news by itself when it is loaded again.',
  poweredBy: 'Tocsin',
}

export type PortalWords = typeof en

const ja: PortalWords = {
  title: '障害を報告する',
  intro: '使えないもの、おかしいところをお知らせください。すぐに受付番号が発行され、進み具合を確認できます。',
  otherLanguage: 'English',
  chooseService: '何についてですか？',
  otherService: 'その他・わからない',
  change: '変更',
  known: '次のどれかに当てはまりますか？',
  knownText: 'すでに把握している問題です。',
  since: '発生',
  reportedBy: (count) => `${count}人が報告`,
  joinThis: 'はい、同じです',
  anotherProblem: 'いいえ、別の問題です',
  whatIsWrong: 'どうなっていますか？',
  whatIsWrongHint: '当てはまるものをすべて選んでください。',
  symptoms: {
    unavailable: 'まったく使えない',
    slow: '遅い',
    errors: 'エラーが出る',
    sign_in: 'サインインできない',
    wrong_data: 'データがおかしい・ない',
    other: 'その他',
  },
  describe: '状況を教えてください',
  describeHint: '何をしようとして、どうなりましたか？',
  forWhom: '影響を受けているのは誰ですか？',
  scopes: { individual: '自分だけ', department: '自分のチームや部署', company_wide: '会社全体、またはお客様' },
  sinceWhen: 'いつからですか？',
  sinceChoices: { now: 'たった今', hour: '1時間以内', today: '数時間前から', day: '昨日以前から' },
  pictures: '画面の画像',
  picturesHint: '3枚まで。PNG、JPEG、GIF、WebP、合計5 MBまで。',
  name: 'お名前',
  email: 'メールアドレス',
  emailHint: 'リンクをお送りします。ほかの人には表示されません。',
  optional: '任意',
  trap: 'この欄は空のままにしてください',
  send: '報告を送る',
  wrongForm: '入力が足りません:',
  problems: {
    symptoms: 'どうなっているかを選んでください。',
    scope: '誰に影響があるかを選んでください。',
    text: '状況を短くても構いませんので書いてください。',
    text_long: '説明が長すぎます。4000文字までにしてください。',
    email: 'メールアドレスではないようです。不要な場合は空にしてください。',
    files: '画像（PNG、JPEG、GIF、WebP）は3枚、合計5 MBまでです。',
    known: 'すでに報告されている問題かどうかを選んでください。',
  },
  guard: {
    too_fast: '送信が早すぎます。少し待ってからもう一度送ってください。',
    too_old: 'ページを長い間開いたままでした。もう一度送ってください。',
    not_ours: 'ページを確認できませんでした。もう一度送ってください。',
    trap: '最後の欄を空にして、もう一度送ってください。',
  },
  tooMany: (minutes) =>
    `回数が多すぎます。${minutes}分待ってから、もう一度お試しください。お急ぎの場合はサービスデスクへお電話ください。`,
  closed: '受付は行っていません',
  closedText: 'ここでは報告を受け付けていません。サービスデスクにお問い合わせください。',
  signIn: '報告するにはサインインしてください',
  signInText: '組織のメンバーだけが報告できます。',
  signInButton: 'サインイン',
  nothingHere: 'このリンクは使えません',
  nothingHereText: '途中で切れているかもしれません。リンク全体を使うか、もう一度報告してください。',
  failed: '処理できませんでした',
  failedText: '受け付けていません。数秒後にもう一度お試しください。',
  notTaken: '受け付けられませんでした。ページを再読み込みして状況を確認してください。',
  nothingMore: {
    portal_closed: '受付を停止しているため、ここでは追加できません。サービスデスクにお問い合わせください。',
    incident_final: 'この報告は終了しており、追加しても読まれません。再び発生した場合は、もう一度報告してください。',
    storage_full: '現在、受け付けることができません。サービスデスクへお電話ください。',
  },
  yourReport: 'あなたの報告',
  taken: 'ありがとうございます。受け付けました。',
  joined: 'ありがとうございます。追加しました。',
  unmailed: 'このアドレスには最近何度もメールをお送りしているため、今回はお送りしません。',
  keepLink: 'このページのアドレスを保存してください。進み具合を確認できる、あなた専用のリンクです。',
  mailed: 'リンクをメールでお送りしました。',
  stages: {
    received: '受け付けました。担当者に連絡しています',
    working: '担当者が対応しています',
    checking: '復旧したはずです。確認しています',
    over: '終了しました',
  },
  steps: { received: '受付', working: '対応中', checking: '確認中', over: '終了' },
  declined: '障害ではないとして終了しました',
  begun: '報告日時',
  more: '追加で伝える',
  moreHint: 'ほかに気づいたこと、変わったことはありますか？',
  add: '追加する',
  added: '追加しました。ありがとうございます。',
  doesItWork: '直りましたか？',
  doesItWorkHint: '対応した担当者に伝わります。',
  works: 'はい、直りました',
  worksNot: 'いいえ、まだです',
  judged: {
    fixed: '「直った」と回答いただきました。ありがとうございます。',
    not_fixed: '「まだ直っていない」と回答いただきました。担当者に伝わっています。',
  },
  confirmMail: 'このメールアドレスはあなたのものですか？',
  confirmMailText: 'このメールを依頼したことを確認してください。報告の信頼度が上がります。',
  confirm: 'はい、私のものです',
  confirmed: 'メールアドレスを確認しました。',
  youWrote: 'あなたが書いた内容',
  again: '別の問題を報告する',
  refresh: '最新の状況は、ページを再読み込みすると表示されます。',
  poweredBy: 'Tocsin',
}

const WORDS: Record<PortalLocale, PortalWords> = { en, ja }

export function portalWords(locale: PortalLocale): PortalWords {
  return WORDS[locale]
}

/** The language that was chosen, else the first of the reader's languages (RFC 9110, 12.5.4) that the portal speaks. */
export function chooseLocale(chosen: string | undefined, acceptLanguage: string | undefined): PortalLocale {
  const known = (text: string) => PORTAL_LOCALES.find((locale) => locale === text.slice(0, 2).toLowerCase())
  if (chosen !== undefined && known(chosen)) return known(chosen) ?? 'en'
  const wanted = (acceptLanguage ?? '')
    .split(',')
    .slice(0, 20)
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().split(';')
      const weight = Number(
        parameters
          .find((each) => each.trim().startsWith('q='))
          ?.trim()
          .slice(2) ?? 1,
      )
      return { locale: known(tag), weight: Number.isFinite(weight) ? weight : 0 }
    })
    .sort((a, b) => b.weight - a.weight)
  return wanted.find(({ locale, weight }) => locale !== undefined && weight > 0)?.locale ?? 'en'
}
