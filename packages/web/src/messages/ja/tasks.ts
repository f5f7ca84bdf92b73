/** 呼び出し以外で、読み手にお願いしていること。表示するパネルと一緒に届きます。 */
export const tasks = {
  tasks: {
    title: 'あなたのタスク',
    more_other: 'ほか{{count}}件のタスクを表示',
    beyond_other: 'ほか{{count}}件',
    what: {
      cover: '{{name}}さんが当番の交代を頼んでいます',
      swap: '{{name}}さんが当番の交換を頼んでいます',
      add_contact: '連絡手段を登録する',
      verify_contact: '{{channel}}を確認する',
      test_page: 'テスト呼び出しに応答する',
      write_handover: '次の当番へメモを残す',
      say_how_it_goes: '進み具合を伝える',
      classify: '分類する',
      verify: '復旧が続くか見届ける',
      close: 'クローズする',
    },
    why: {
      request: '{{schedule}}：{{from}}～{{to}}',
      requestBlocked: '{{schedule}}：{{from}}～{{to}}。現状では引き受けられません。',
      add_contact: '呼び出される立場ですが、届く手段がありません。',
      verify_contact: '確認するまで{{to}}は使われません。',
      test_page: '{{time}}からオンコールです（{{schedule}}）。呼び出しが届くことをまだ確かめていません。',
      testPageNow: 'オンコール中です（{{schedule}}）。呼び出しが届くことをまだ確かめていません。',
      write_handover: '{{schedule}}：当番は{{time}}に終わります。',
      say_how_it_goes: '解決の見込みの時刻を過ぎました。',
      classify: '重大度・範囲・優先度はルールが決めたままです。',
      verify: '復旧しました。このまま自動で解決になります。',
      verifyUntil: '復旧しました。{{time}}に自動で解決になります。',
      close: '解決済みですが、記録はまだ閉じていません。',
    },
  },
} as const
