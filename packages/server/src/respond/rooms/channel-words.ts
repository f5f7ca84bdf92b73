/** What Tocsin says in the channel of an incident, in the language that the organisation chose for its channels. */
import type { Locale } from '@tocsin/adapters/out/words.ts'
import type { Status } from '@tocsin/core/kernel/scales.ts'

export interface ChannelWords {
  status: Record<Status, string>
  facts: { status: string; owner: string; services: string; since: string; call: string; level: string }
  nobody: string
  actions: { acknowledge: string; escalate: string; resolve: string }
  open: string
  join: string
  /** Below 250 characters in Slack: the link comes last, because it is what may go. */
  topic: (priority: string, status: string, owner: string, url: string) => string
  purpose: (id: string, title: string) => string
  follows: (channel: string) => string
  told: {
    priority: (priority: string) => string
    paged: (step: number, names: string) => string
    exhausted: string
    needs: (level: string, name: string) => string
    level: (level: string) => string
    acknowledged: (name: string) => string
    owner: (name: string) => string
    asked: (name: string, whom: string) => string
    progress: (name: string) => string
    expected: (at: string) => string
    cause: (text: string) => string
    mitigated: (name: string, text: string) => string
    restored: string
    verifying: (at: string) => string
    resolved: (name: string, note: string) => string
    resolvedByItself: string
    reopened: (name: string) => string
    reopenedByItself: string
    closed: (name: string, reason: string) => string
    declined: (name: string, reason: string) => string
    merged: (into: string) => string
    absorbed: (from: string, title: string) => string
    unmerged: (from: string) => string
    split: (to: string) => string
    call: (url: string) => string
    noCall: string
    snoozed: (name: string, until: string) => string
  }
}

const en: ChannelWords = {
  status: {
    ...{ open: 'Open', acknowledged: 'Acknowledged', mitigated: 'Mitigated', verifying: 'Verifying' },
    ...{ resolved: 'Resolved', closed: 'Closed', declined: 'Declined', merged: 'Merged' },
  },
  facts: { status: 'Status', owner: 'Owner', services: 'Services', since: 'Since', call: 'Call', level: 'Level' },
  nobody: 'nobody yet',
  actions: { acknowledge: 'Acknowledge', escalate: 'Escalate', resolve: 'Resolve' },
  open: 'Open in Tocsin',
  join: 'Join call',
  topic: (priority, status, owner, url) => `${priority} · ${status} · Owner: ${owner} · ${url}`,
  purpose: (id, title) => `${id}: ${title}`,
  follows: (channel) =>
    `It was opened again. What was said before stands in <#${channel}>, which Slack lets no app open again.`,
  told: {
    priority: (priority) => `The priority is ${priority}.`,
    paged: (step, names) => `Step ${step} paged ${names}.`,
    exhausted: 'Nobody answered the whole policy. The admins are being called.',
    needs: (level, name) => `It needs ${level}: ${name}.`,
    level: (level) => `It is at level ${level}.`,
    acknowledged: (name) => `${name} has it.`,
    owner: (name) => `${name} owns it now.`,
    asked: (name, whom) => `${name} asked for ${whom}.`,
    progress: (name) => `${name} says how it goes.`,
    expected: (at) => `It should be resolved by ${at}.`,
    cause: (text) => `The cause: ${text}`,
    mitigated: (name, text) => `${name} applied a workaround: ${text}`,
    restored: 'The service is restored.',
    verifying: (at) => `Unless it comes back, it is resolved at ${at}.`,
    resolved: (name, note) => `${name} resolved it${note === '' ? '.' : `: ${note}`}`,
    resolvedByItself: 'It is resolved.',
    reopened: (name) => `${name} reopened it.`,
    reopenedByItself: 'It is back: it was opened again.',
    closed: (name, reason) => `${name} closed it: ${reason}`,
    declined: (name, reason) => `${name} declined it as a service request: ${reason}`,
    merged: (into) => `It goes on in ${into}.`,
    absorbed: (from, title) => `${from} “${title}” was merged into it.`,
    unmerged: (from) => `It was taken out of ${from} and stands on its own again.`,
    split: (to) => `${to} was taken out of it again.`,
    call: (url) => `The call is at ${url}`,
    noCall: 'The call was removed.',
    snoozed: (name, until) => `${name} snoozed it until ${until}.`,
  },
}

const ja: ChannelWords = {
  status: {
    ...{ open: '未対応', acknowledged: '対応中', mitigated: '暫定対応済み', verifying: '確認中' },
    ...{ resolved: '解決済み', closed: 'クローズ', declined: '対象外', merged: '統合済み' },
  },
  facts: { status: '状態', owner: '担当', services: 'サービス', since: '発生', call: '通話', level: 'レベル' },
  nobody: '未定',
  actions: { acknowledge: '対応する', escalate: 'エスカレーション', resolve: '解決' },
  open: 'Tocsin で開く',
  join: '通話に参加',
  topic: (priority, status, owner, url) => `${priority} · ${status} · 担当: ${owner} · ${url}`,
  purpose: (id, title) => `${id}: ${title}`,
  follows: (channel) =>
    `再開されました。これまでのやり取りは <#${channel}> にあります（Slack ではアプリからアーカイブを解除できません）。`,
  told: {
    priority: (priority) => `優先度は ${priority} です。`,
    paged: (step, names) => `ステップ${step}で ${names} を呼び出しました。`,
    exhausted: '最後まで誰も応答しませんでした。管理者を呼び出しています。',
    needs: (level, name) => `${level} が必要です：${name}`,
    level: (level) => `レベルは ${level} です。`,
    acknowledged: (name) => `${name}さんが対応します。`,
    owner: (name) => `担当は${name}さんです。`,
    asked: (name, whom) => `${name}さんが${whom}さんに応援を頼みました。`,
    progress: (name) => `${name}さんが状況を伝えました。`,
    expected: (at) => `${at} までに解決する見込みです。`,
    cause: (text) => `原因：${text}`,
    mitigated: (name, text) => `${name}さんが暫定対応をしました：${text}`,
    restored: 'サービスが復旧しました。',
    verifying: (at) => `再発しなければ ${at} に解決とします。`,
    resolved: (name, note) => `${name}さんが解決しました${note === '' ? '。' : `：${note}`}`,
    resolvedByItself: '解決しました。',
    reopened: (name) => `${name}さんが再開しました。`,
    reopenedByItself: '再発したため再開しました。',
    closed: (name, reason) => `${name}さんがクローズしました：${reason}`,
    declined: (name, reason) => `${name}さんが対象外（サービス要求）としました：${reason}`,
    merged: (into) => `${into} に統合されました。対応はそちらで続きます。`,
    absorbed: (from, title) => `${from}「${title}」を統合しました。`,
    unmerged: (from) => `${from} から取り出され、単独に戻りました。`,
    split: (to) => `${to} を取り出しました。`,
    call: (url) => `通話：${url}`,
    noCall: '通話のリンクを削除しました。',
    snoozed: (name, until) => `${name}さんが ${until} まで保留にしました。`,
  },
}

export function channelWordsOf(locale: Locale): ChannelWords {
  return locale === 'ja' ? ja : en
}
