/** What each system is, in the list of systems that a source may be of. */
export const systemAbout = {
  alertmanager: 'Prometheus が Alertmanager として Tocsin に送るか、既存の Alertmanager が Webhook で送ります。',
  'pagerduty-events': 'PagerDuty にイベントを送るツールが、ホスト名を変えるだけで使えます。',
  opsgenie:
    'Opsgenie の Alert API のクライアントが、ホストを変えるだけでそのまま使えます（作成、クローズ、確認、メモ、一覧）。',
  grafana: '統合アラートの Webhook コンタクトポイント、または旧来の通知チャンネルに対応しています。',
  signoz: '種類が Webhook の通知チャンネルです。',
  datadog: 'Webhooks インテグレーションです。ペイロードはソースの作成後に表示されます。',
  'aws-cloudwatch': 'SNS（署名を確認します）または EventBridge 経由でアラームを受け取ります。',
  newrelic: 'ワークフローが課題ごとに送ります。ペイロードのテンプレートはソースの作成後に表示されます。',
  elastic: 'Kibana の Webhook コネクター、Watcher、OpenSearch のモニターから、専用のテンプレートで送ります。',
  splunk: '保存済みサーチの Webhook アクションと Splunk Observability に対応しています。',
  sentry: '内部インテグレーションの課題・課題アラート・メトリックアラートを、署名を確認して受け取ります。',
  'azure-monitor': 'アクショングループの Webhook です。共通アラートスキーマの有無を問いません。',
  'gcp-monitoring': 'Webhook 通知チャンネル、または Pub/Sub 経由で受け取ります。',
  'uptime-kuma': '標準の Webhook 通知をそのまま使えます。',
  pingdom: 'インテグレーションの Webhook です（チェックとトランザクション）。',
  statuscake: 'コンタクトグループの Webhook です。',
  zabbix: 'メディアタイプをインポートすると、障害・更新・回復がすべて届きます。',
  nagios: 'curl を使う通知コマンドを2つ追加します。',
  icinga: 'curl を使う通知コマンドを追加します。イベントストリームにも対応しています。',
  'pagerduty-webhooks': 'V3 Webhook です。PagerDuty での発生・確認・解決がそのまま反映されます。',
  jira: 'Jira と Jira Service Management の緊急の課題を、完了するまでアラートとして扱います。',
  servicenow: '緊急のインシデントです。ビジネスルールはソースの作成後に表示されます。',
  zendesk: '緊急のチケットです。イベントまたはトリガーから、署名を確認して受け取ります。',
  github: 'デプロイ、ワークフロー、プッシュ、リリース。インシデントの前に何が変わったかが分かります。',
  gitlab: 'デプロイ、パイプライン、プッシュ、リリース。インシデントの前に何が変わったかが分かります。',
  argocd: 'アプリケーションの同期とヘルスの悪化。インシデントの前に何が変わったかが分かります。',
  'json-change': 'JSON を POST できるものなら何でも、デプロイなどの変更を知らせます。呼び出しはしません。',
  json: 'JSON を POST できるものなら何でも。マッピングは後から変更できます。',
  email: 'メールを送れるものなら何でも。専用アドレス宛て、またはメールサービス経由で受け取ります。',
  otlp: 'アプリケーションやコレクターのログを OTLP/HTTP で受け取ります。ルールが数えてアラートにします。ログは保存しません。',
  syslog: 'サーバーや機器のメッセージを TCP、UDP、TLS で受け取ります。ルールが数えてアラートにします。保存はしません。',
  'json-stream':
    'ログインなどのイベントを JSON で、1 件ずつでもまとめてでも受け取ります。ルールが数えてアラートにします。保存はしません。',
  heartbeat: 'ジョブが定期的に呼び出す URL です。呼び出されなければアラートになります。',
} as const

/** What to paste into a sender, and where it belongs there. */
export const guideWords = {
  mailAddress: { name: 'アドレス', text: '2つ目は特定の対象に関するメール用です。+ の後ろが識別子になります。' },
  mailWebhook: { name: 'メールサービス', text: 'Mailgun、SendGrid、Postmark、Amazon SES の受信メールの転送先です。' },
  mailPipe: { name: 'メールサーバー', text: '自社のメールサーバーがエイリアス宛てのメールを渡します。' },
  mailCurl: { name: 'curl', text: 'コマンドラインからメールを1通送ります。' },
  prometheus: { name: 'Prometheus', text: 'Prometheus のアラートを直接 Tocsin に送ります。' },
  alertmanager: { name: 'Alertmanager', text: '既存の Alertmanager のルールのまま Tocsin に送ります。' },
  amtool: { name: 'amtool', text: 'コマンドラインからアラートを1件送ります。' },
  pdjs: { name: 'pdjs', text: 'PagerDuty 公式クライアントです。https が必要です。' },
  opsgenieSdk: { name: 'SDK', text: 'Node 用のクライアントです。ほかの言語でも同じようにホストを指定します。' },
  opsgenieAlertmanager: {
    name: 'Alertmanager',
    text: 'opsgenie_configs はそのままで使えます。可能なら、Alertmanager のソースへ webhook を送る方法をおすすめします。',
  },
  otlpEnvironment: { name: 'アプリケーション', text: 'OpenTelemetry SDK を使うアプリケーションの環境変数です。' },
  otlpCollector: { name: 'Collector', text: 'OpenTelemetry Collector のエクスポーターとパイプラインです。' },
  syslogRsyslog: {
    name: 'rsyslog',
    text: '/etc/rsyslog.d に置くファイルです。受信口は Tocsin の運用者が --syslog で開きます。',
  },
  syslogLogger: { name: 'logger', text: 'コマンドラインから 1 件送ります。' },
  jsonStreamVector: {
    name: 'Vector',
    text: 'Vector の sink です。Fluent Bit や Logstash も http 出力で同じように送れます。',
  },
  grafanaContactPoint: {
    name: 'コンタクトポイント',
    text: 'Alerting › Contact points › Add でインテグレーション Webhook を選び、通知ポリシーに割り当てます。',
  },
  grafanaProvisioning: { name: 'プロビジョニング', text: '同じ内容の、Grafana 起動時に読み込まれるファイルです。' },
  signozChannel: {
    name: 'チャンネル',
    text: 'Settings › Notification Channels › New で作成し、アラートルールで選びます。',
  },
  datadogUrl: {
    name: 'URL',
    text: 'Integrations › Webhooks › New で名前を「tocsin」とし、この URL を入力します。',
  },
  datadogPayload: { name: 'ペイロード', text: '同じ Webhook の Payload を、この内容に置き換えます。' },
  datadogHeaders: { name: 'ヘッダー', text: '同じ Webhook の Custom Headers に入力します。' },
  datadogMonitor: {
    name: 'モニター',
    text: '各モニターのメッセージに、条件の外側で書きます。回復も通知されます。',
  },
  snsTopics: {
    name: 'トピック',
    text: 'ソースの設定にトピックを登録します。登録したトピックの購読だけが自動で承認されます。',
  },
  snsSubscribe: { name: '購読', text: 'このソースをトピックに登録します。' },
  cloudwatchAlarm: {
    name: 'アラーム',
    text: '発生時と回復時にトピックへ通知します。説明に重大度とサービスを書きます。',
  },
  eventBridge: { name: 'EventBridge', text: 'SNS の代わりに、API の送信先とルールを使います。' },
  newrelicDestination: {
    name: '送信先',
    text: 'Alerts › Destinations › Webhook にアドレスを入力します。シークレットがある場合は Bearer トークンに指定します。',
  },
  newrelicPayload: {
    name: 'ペイロード',
    text: 'Alerts › Workflows › 対象のワークフロー › Webhook のペイロードに貼り付けます。',
  },
  elasticConnector: {
    name: 'コネクター',
    text: 'Stack Management › Connectors › Webhook（POST）。シークレットはパスワードに指定します（ユーザー名は任意）。',
  },
  kibanaAlert: {
    name: 'ルール（アラートごと）',
    text: '「アラートごと」のアクションの本文です。「回復」にも同じアクションを追加します。',
  },
  kibanaSummary: {
    name: 'ルール（要約）',
    text: '「アラートの要約」のアクションの本文です。回復したアラートも含まれます。',
  },
  watcher: {
    name: 'Watcher',
    text: 'ウォッチのアクションです。逆の条件と "state": "resolved" を持つ2つ目のアクションで回復を知らせます。',
  },
  opensearchMonitor: { name: 'OpenSearch', text: 'モニターのカスタム Webhook アクションのメッセージです。' },
  splunkWebhook: {
    name: 'アラートアクション',
    text: '編集 › アラートアクション › Webhook の URL。「結果ごと」のトリガーでホストを区別できます。',
  },
  splunkSearch: {
    name: 'サーチ',
    text: 'alert_ で始まるフィールドで、アラートのキー・状態・重大度・文言を指定します。',
  },
  splunkSavedSearch: { name: 'savedsearches.conf', text: '同じ内容の設定ファイルです。' },
  sentryWebhook: {
    name: 'インテグレーション',
    text: 'Settings › Custom Integrations › Internal に Webhook URL を入力し、「Alert Rule Action」を有効にして issue を購読します。Client Secret がこのソースのシークレットです。',
  },
  azureWebhook: {
    name: 'アクショングループ',
    text: 'Monitor › アラート › アクショングループ › Webhook の URI。共通アラートスキーマを有効にします。',
  },
  azureCli: { name: 'az', text: '同じ内容のコマンドです。' },
  azureTerraform: { name: 'Terraform', text: '同じ内容の設定です。' },
  gcpWebhook: {
    name: 'チャンネル',
    text: 'Alerting › 通知チャンネル › Webhooks のエンドポイント。シークレットは HTTP Basic 認証のパスワードに指定します。',
  },
  gcpTerraform: { name: 'Terraform', text: '同じ内容の設定です。' },
  gcpPubsub: { name: 'Pub/Sub', text: '通知がトピックに届く場合の push サブスクリプションです。' },
  uptimeKumaUrl: { name: '通知', text: '設定 › 通知 › Webhook の URL。Content-Type は application/json です。' },
  uptimeKumaHeaders: { name: 'ヘッダー', text: 'このソースにシークレットがある場合の追加ヘッダーです。' },
  pingdomWebhook: {
    name: 'インテグレーション',
    text: 'Integrations › Add integration › Webhook で追加し、各チェックで有効にします。',
  },
  statuscakeContactGroup: {
    name: 'コンタクトグループ',
    text: 'Alerting › Contact groups の Webhook URL（POST）。シークレットはトークン、またはユーザー名と API キーをつなげたものです。',
  },
  zabbixMediaType: {
    name: 'メディアタイプ',
    text: 'Alerts › Media types › Import でインポートし、ユーザーとアクションに設定します。',
  },
  nagiosCommands: {
    name: 'コマンド',
    text: 'commands.cfg に追加します。シークレットは resource.cfg の $USER10$ に入れます。',
  },
  nagiosContact: { name: '連絡先', text: 'ホスト・サービス、または連絡先グループに追加します。' },
  icingaCommand: { name: 'コマンド', text: 'commands.conf に追加します。ホストとサービスの両方に使えます。' },
  icingaApply: { name: '通知', text: '通知するホストとサービスです。assign where で絞り込めます。' },
  pagerdutyWebhook: {
    name: 'Webhook',
    text: 'Integrations › Generic Webhooks (v3) › New Webhook に URL を入力し、スコープはアカウント、インシデントのイベントを選びます。一度だけ表示されるシークレットをこのソースに設定します。',
  },
  pagerdutySubscription: { name: 'API', text: '同じ内容のコマンドです。応答にシークレットが含まれます。' },
  jiraWebhook: {
    name: 'Webhook',
    text: '設定 › システム › WebHook で作成します。JQL で対象を絞ります。緊急でない課題はここで除外されます。',
  },
  jiraAutomation: { name: '自動化', text: 'Jira の管理者でない場合に、Webhook の代わりに使います。' },
  servicenowRule: { name: 'ビジネスルール', text: 'System Definition › Business Rules › New で作成します。' },
  servicenowScript: {
    name: 'スクリプト',
    text: '同じルールのスクリプトです。シークレットはシステムプロパティ tocsin.secret に入れます。',
  },
  zendeskWebhook: {
    name: 'Webhook',
    text: '管理センター › アプリおよびインテグレーション › Webhook で作成します。署名シークレットをこのソースに設定します。',
  },
  zendeskTrigger: {
    name: 'トリガー',
    text: 'イベントの代わりに、緊急チケットの作成と解決のトリガーで「アクティブな Webhook に通知」の JSON 本文に貼り付けます。',
  },
  githubWebhook: {
    name: 'Webhook',
    text: 'リポジトリまたは組織の Settings › Webhooks › Add webhook で追加します。',
  },
  githubCli: { name: 'gh', text: '同じ内容のコマンドです。' },
  gitlabWebhook: {
    name: 'Webhook',
    text: 'プロジェクトまたはグループの 設定 › Webhook で追加します。',
  },
  gitlabCli: { name: 'API', text: '同じ内容のコマンドです。' },
  argocdConfigMap: {
    name: 'ConfigMap',
    text: '既存のものに統合します。全アプリケーションが対象で、ラベル「service」でサービスを指定できます。シークレットは argocd-notifications-secret の tocsin-secret に入れます。',
  },
  changeScript: { name: 'スクリプト', text: 'デプロイの最後に実行します（curl と jq を使用）。' },
  curl: { name: 'curl', text: '試しにアラートを1件送ります。' },
  curlResolve: { name: 'curl：回復', text: '同じアラートの回復を知らせます。' },
  cron: { name: 'cron', text: 'ジョブの終了後に呼び出します。' },
} as const
