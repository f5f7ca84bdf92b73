/** What each system is, in the list of systems that a source may be of. */
export const systemAbout = {
  alertmanager: 'Prometheus speaks to Tocsin as to an Alertmanager, or your Alertmanager sends its webhook.',
  'pagerduty-events': 'Whatever sends events to PagerDuty works unchanged with another host.',
  opsgenie:
    'Clients of Opsgenie’s Alert API work unchanged with another host: create, close, acknowledge, notes, lists.',
  grafana: 'A webhook contact point of unified alerting, or a legacy notification channel.',
  signoz: 'A notification channel of the type webhook.',
  datadog: 'The webhooks integration, with a payload that is shown once the source exists.',
  'aws-cloudwatch': 'Alarms by way of SNS, whose signatures are checked, or of EventBridge.',
  newrelic: 'Workflows post each issue, with a payload template that is shown once the source exists.',
  elastic: 'A Webhook connector of Kibana, a Watcher action or an OpenSearch monitor, with our template as its body.',
  splunk: 'The webhook action of saved searches, and Splunk Observability.',
  sentry: 'Issues, issue alerts and metric alerts of an internal integration, with its signature checked.',
  'azure-monitor': 'The webhook of an action group, with the common alert schema or without.',
  'gcp-monitoring': 'A webhook notification channel, or the same through Pub/Sub.',
  'uptime-kuma': 'Its Webhook notification, as it stands.',
  pingdom: 'The webhook of an integration: checks and transactions.',
  statuscake: 'The webhook of a contact group.',
  zabbix: 'A media type to import, which posts every problem, update and recovery.',
  nagios: 'Two notification commands with curl.',
  icinga: 'A notification command with curl, or the event stream.',
  'pagerduty-webhooks': 'V3 webhooks: what is triggered, acknowledged and resolved in PagerDuty is so here.',
  jira: 'Urgent issues of Jira and Jira Service Management, until they are done.',
  servicenow: 'Urgent incidents, by a business rule that is shown once the source exists.',
  zendesk: 'Urgent tickets, by events or by a trigger, with their signature checked.',
  github: 'Deployments, workflows, pushes and releases: what was changed before an incident.',
  gitlab: 'Deployments, pipelines, pushes and releases: what was changed before an incident.',
  argocd: 'Syncs and lost health of applications: what was changed before an incident.',
  'json-change': 'Whatever can post JSON tells of deployments and other changes. Nobody is paged.',
  json: 'Anything that can post JSON. The mapping can be changed later.',
  email: 'Anything that can send mail, to an address of its own or by way of a mail provider.',
  otlp: 'Logs of applications and collectors over OTLP/HTTP. Rules count them and make alerts; they are not kept.',
  syslog: 'Messages of servers and devices by TCP, UDP or TLS. Rules count them and make alerts; they are not kept.',
  'json-stream':
    'Events as JSON, one or many at once, such as logins. Rules count them and make alerts; they are not kept.',
  heartbeat: 'A URL that a job calls in time; when it does not, that is the alert.',
} as const

/** What to paste into a sender, and where it belongs there; the names are those of the guides of the adapters. */
export const guideWords = {
  mailAddress: {
    name: 'Addresses',
    text: 'The second one is for mails about one thing: what stands behind the + is its identity.',
  },
  mailWebhook: {
    name: 'Mail provider',
    text: 'The address for inbound mail of Mailgun, SendGrid, Postmark or Amazon SES.',
  },
  mailPipe: { name: 'Mail server', text: 'Your own mail server hands mails of an alias over.' },
  mailCurl: { name: 'curl', text: 'A mail from the command line.' },
  prometheus: { name: 'Prometheus', text: 'Prometheus sends its alerts straight to Tocsin.' },
  alertmanager: { name: 'Alertmanager', text: 'Your Alertmanager keeps its rules and sends on to Tocsin.' },
  amtool: { name: 'amtool', text: 'One alert from the command line.' },
  pdjs: { name: 'pdjs', text: 'PagerDuty’s own client; it insists on https.' },
  opsgenieSdk: { name: 'SDK', text: 'The client for Node; the others take the host in the same way.' },
  opsgenieAlertmanager: {
    name: 'Alertmanager',
    text: 'Its receiver opsgenie_configs stays as it is. Better: let it send its webhook to a source of the system Alertmanager.',
  },
  otlpEnvironment: { name: 'Application', text: 'The environment of an application with an OpenTelemetry SDK.' },
  otlpCollector: { name: 'Collector', text: 'An exporter and a pipeline of the OpenTelemetry Collector.' },
  syslogRsyslog: {
    name: 'rsyslog',
    text: 'A file in /etc/rsyslog.d. The listener is opened by whoever runs Tocsin, with --syslog.',
  },
  syslogLogger: { name: 'logger', text: 'One message from the command line.' },
  jsonStreamVector: {
    name: 'Vector',
    text: 'A sink of Vector; Fluent Bit and Logstash post the same with their http outputs.',
  },
  grafanaContactPoint: {
    name: 'Contact point',
    text: 'Alerting › Contact points › Add, integration Webhook. Then choose it in the notification policies.',
  },
  grafanaProvisioning: { name: 'Provisioning', text: 'The same as a file that Grafana reads when it starts.' },
  signozChannel: {
    name: 'Channel',
    text: 'Settings › Notification Channels › New. Then choose it in the alert rules.',
  },
  datadogUrl: { name: 'URL', text: 'Integrations › Webhooks › New, with the name “tocsin”: the URL.' },
  datadogPayload: { name: 'Payload', text: 'The payload of the same webhook, instead of the suggested one.' },
  datadogHeaders: { name: 'Headers', text: 'The custom headers of the same webhook.' },
  datadogMonitor: {
    name: 'Monitor',
    text: 'In the message of each monitor, outside of any condition, so that recoveries come too.',
  },
  snsTopics: {
    name: 'Topics',
    text: 'Name your topics in the settings of this source: their subscriptions are confirmed by themselves, no others.',
  },
  snsSubscribe: { name: 'Subscription', text: 'Subscribes this source to a topic.' },
  cloudwatchAlarm: {
    name: 'Alarm',
    text: 'An alarm notifies the topic when it goes off and when it is over. Its description says severity and service.',
  },
  eventBridge: { name: 'EventBridge', text: 'Instead of SNS: an API destination, and the rule that feeds it.' },
  newrelicDestination: {
    name: 'Destination',
    text: 'Alerts › Destinations › Webhook: the address. With a secret, choose bearer token and give the secret.',
  },
  newrelicPayload: { name: 'Payload', text: 'Alerts › Workflows › your workflow › Webhook: the payload template.' },
  elasticConnector: {
    name: 'Connector',
    text: 'Stack Management › Connectors › Webhook, method POST. With a secret, any user with the secret as its password.',
  },
  kibanaAlert: {
    name: 'Rule, per alert',
    text: 'The body of the action “for each alert”. Add the same action for “Recovered”.',
  },
  kibanaSummary: {
    name: 'Rule, summary',
    text: 'The body of the action “summary of alerts”: recovered alerts are in it.',
  },
  watcher: {
    name: 'Watcher',
    text: 'An action of the watch. A second one with the opposite condition and "state": "resolved" ends the alert.',
  },
  opensearchMonitor: { name: 'OpenSearch', text: 'The message of a custom webhook action of a monitor.' },
  splunkWebhook: {
    name: 'Alert action',
    text: 'Edit › Alert actions › Webhook: the URL. Trigger “for each result” tells hosts apart.',
  },
  splunkSearch: {
    name: 'Search',
    text: 'Fields that begin with alert_ say the key, state, severity and words of each alert.',
  },
  splunkSavedSearch: { name: 'savedsearches.conf', text: 'The same as configuration.' },
  sentryWebhook: {
    name: 'Integration',
    text: 'Settings › Custom Integrations › Internal: the webhook URL, “Alert rule action” on, subscribed to issues. Its client secret is the secret of this source.',
  },
  azureWebhook: {
    name: 'Action group',
    text: 'Monitor › Alerts › Action groups › Webhook: the URI, with the common alert schema on.',
  },
  azureCli: { name: 'az', text: 'The same from the command line.' },
  azureTerraform: { name: 'Terraform', text: 'The same as configuration.' },
  gcpWebhook: {
    name: 'Channel',
    text: 'Alerting › Notification channels › Webhooks: the endpoint. With a secret, HTTP basic authentication with it as the password.',
  },
  gcpTerraform: { name: 'Terraform', text: 'The same as configuration.' },
  gcpPubsub: { name: 'Pub/Sub', text: 'A push subscription, where notifications go to a topic.' },
  uptimeKumaUrl: {
    name: 'Notification',
    text: 'Settings › Notifications › Webhook: the post URL, content type application/json.',
  },
  uptimeKumaHeaders: {
    name: 'Headers',
    text: 'Additional headers of the notification, where this source has a secret.',
  },
  pingdomWebhook: {
    name: 'Integration',
    text: 'Integrations › Add integration › Webhook, then switch it on in each check.',
  },
  statuscakeContactGroup: {
    name: 'Contact group',
    text: 'Alerting › Contact groups › Webhook URL, method POST. The secret may be the token, or user name and API key in one.',
  },
  zabbixMediaType: {
    name: 'Media type',
    text: 'Alerts › Media types › Import. Then give it to a user, and an action that sends to them.',
  },
  nagiosCommands: {
    name: 'Commands',
    text: 'For commands.cfg. With a secret, put it in resource.cfg as $USER10$.',
  },
  nagiosContact: { name: 'Contact', text: 'Add the contact to hosts and services, or to a contact group.' },
  icingaCommand: { name: 'Command', text: 'For commands.conf; it serves hosts and services.' },
  icingaApply: {
    name: 'Notifications',
    text: 'Which hosts and services tell of their state; narrow it with assign where.',
  },
  pagerdutyWebhook: {
    name: 'Webhook',
    text: 'Integrations › Generic Webhooks (v3) › New Webhook: the URL, scope account, the incident events. It shows its secret once: that is the secret of this source.',
  },
  pagerdutySubscription: { name: 'API', text: 'The same from the command line; the answer holds the secret.' },
  jiraWebhook: {
    name: 'Webhook',
    text: 'Settings › System › WebHooks › Create. The JQL says which issues; those that are not urgent are left out here.',
  },
  jiraAutomation: { name: 'Automation', text: 'Instead of a webhook, for who is no administrator of Jira.' },
  servicenowRule: { name: 'Business rule', text: 'System Definition › Business Rules › New.' },
  servicenowScript: {
    name: 'Script',
    text: 'The script of the same rule. A secret stands in the system property tocsin.secret.',
  },
  zendeskWebhook: {
    name: 'Webhook',
    text: 'Admin Center › Apps and integrations › Webhooks › Create. Its signing secret is the secret of this source.',
  },
  zendeskTrigger: {
    name: 'Trigger',
    text: 'Instead of events: the JSON body of the action “Notify active webhook” of one trigger for new urgent tickets and one for solved ones.',
  },
  githubWebhook: {
    name: 'Webhook',
    text: 'Settings › Webhooks › Add webhook, of the repository or of the organisation.',
  },
  githubCli: { name: 'gh', text: 'The same from the command line.' },
  gitlabWebhook: { name: 'Webhook', text: 'Settings › Webhooks › Add new webhook, of the project or of the group.' },
  gitlabCli: { name: 'API', text: 'The same from the command line.' },
  argocdConfigMap: {
    name: 'ConfigMap',
    text: 'Merge it into yours. It subscribes every application; a label “service” of one names its service. A secret stands in argocd-notifications-secret as tocsin-secret.',
  },
  changeScript: { name: 'Script', text: 'For the end of a deployment, with curl and jq.' },
  curl: { name: 'curl', text: 'Fires one alert, to see it come in.' },
  curlResolve: { name: 'curl: recovered', text: 'Says that the same alert has recovered.' },
  cron: { name: 'cron', text: 'Beats after the job has done its work.' },
} as const
