export const demo = {
  demo: {
    mark: 'デモ',
    what: '{{company}} は架空の会社で、社員は自動で演じられ、外には何も送られません。あなたへの呼び出しは、引き受けてもエスカレーションを眺めてもかまいません。',
    forReal: '自分のデータで始めるには:',
    login: 'これはデモです。{{company}} は架空の会社です。',
    enterAs: '{{name}} として入る',
    part: { on_call: '当番・管理者', colleague: '別のチーム', lead: 'マネージャー', viewer: '閲覧のみ' },
  },
}
