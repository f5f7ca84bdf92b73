/** Declaring an incident. They come with its dialog. */
export const declaring = {
  declaring: {
    impact: '影響範囲は？',
    urgency: 'どのくらい深刻ですか？',
    priority: '優先度',
    computed: '{{scope}} × {{severity}}（組織のマトリクスによる）',
    urgencyText: {
      high: '緊急：各自が設定したすべての手段で呼び出します。',
      low: '非緊急：急がないもの用に設定した手段で知らせます。',
    },
    pages: '今すぐ呼び出す人',
    pagesAt: '{{time}}に呼び出す人',
    pagesNobody: '呼び出せる人がいません。ポリシーのあるサービスも有効な管理者もありません。',
    adminsInstead: 'ポリシーがないため、管理者を呼び出します。',
    who: {
      user: '{{policy}}で指名',
      schedule: '{{name}}の当番',
      team: '{{name}}のメンバー',
      admin: '管理者',
      vendor: '{{policy}}で指名',
      channel: '{{policy}}で指名',
    },
    submit: '登録して{{names}}を呼び出す',
    more: '詳細を追加',
    draft: '前回の続きから再開しました。',
    discard: '新しく始める',
    previewFailed: '呼び出す人を今は確認できません。登録はそのまま行えます。',
  },
} as const
