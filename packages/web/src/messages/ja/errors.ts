/** うまくいかないときの文言。ここにないコードはサーバーの言葉で表示します。 */
export const errors = {
  errors: {
    crashText: 'コンソールに問題が起きたか、開いている間に更新されました。再読み込みで直ることがほとんどです。',
    reload: '再読み込み',
    unexpected: '問題が発生しました',
    unexpectedText: 'こちらの不具合です。再試行しても直らない場合は、管理者に知らせてください。',
    codes: {
      offline: { title: 'サーバーから応答がありません', text: '接続を確認してください。何も変更されていません。' },
      timeout: {
        title: '時間内に応答がありませんでした',
        text: '処理された可能性があります。確認してから再試行してください。',
      },
      busy: { title: 'サーバーが混み合っています', text: '数秒後に再試行してください。' },
      storage_full: { title: 'サーバーのディスクがいっぱいです', text: '管理者が空き容量を確保する必要があります。' },
      internal_error: {
        title: 'サーバーで問題が起きました',
        text: '再試行してください。詳細はこの ID でサーバーのログにあります。',
      },
      login_failed: {
        title: 'メールアドレスまたはパスワードが違います。',
        text: '両方を確認するか、管理者に連絡してください。',
      },
      rate_limited: { title: '試行回数が多すぎます。', text: '数分待ってください。' },
      csrf_failed: { title: 'このページは古くなっています。', text: '再読み込みしてやり直してください。' },
      forbidden: { title: 'あなたの権限ではできません。', text: '' },
      account_link_invalid: { title: 'リンクが使えません。', text: 'サーバーが表示した最新のリンクを使ってください。' },
      setup_done: { title: 'すでにセットアップ済みです。', text: 'ログインしてください。' },
      version_conflict: { title: 'その間に他の人が変更しました。', text: '内容を確認してやり直してください。' },
      owned_by_file: { title: '設定ファイルで管理されています。', text: 'ファイルで変更してください。' },
      already_exists: { title: '同じ名前のものがすでにあります。', text: '別の名前にしてください。' },
      invalid_request: { title: '入力内容を確認してください。', text: '上の項目をご覧ください。' },
      user_inactive: { title: 'この人は無効になっています。', text: '有効な人を選んでください。' },
      snooze_too_long: { title: '期間が長すぎます。', text: 'スヌーズは最長7日です。' },
      incident_final: { title: 'クローズ済みです。', text: '新しいインシデントを登録してください。' },
      incident_not_resolved: { title: 'まだ解決していません。', text: '先に解決にするか、対象外にしてください。' },
      incident_already_resolved: { title: 'すでに解決済みです。', text: '再発したら再開してください。' },
      nobody_to_escalate_to: { title: '次のステップがありません。', text: '名前を指定して呼び出してください。' },
    },
  },
} as const
