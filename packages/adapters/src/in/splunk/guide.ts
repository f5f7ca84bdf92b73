import type { Guide } from '../door.ts'
import { addressOf, curlText } from '../guide-text.ts'

/** One row for each host, with what the alert is to say in fields of it; rows of hosts that are well again say so. */
const SEARCH = `index=web status>=500 earliest=-15m
| stats count(eval(_time >= relative_time(now(), "-5m"))) AS errors BY host, service
| eval alert_key=host
| eval alert_state=if(errors > 50, "firing", "resolved")
| eval alert_severity=if(errors > 500, "critical", "high")
| eval alert_title="5xx on ".host.": ".errors." in 5 minutes"`

const ALERT = {
  sid: 'scheduler__admin__search__RMD5abc_at_1772446200_1',
  search_name: 'checkout 5xx',
  app: 'search',
  results_link: 'https://splunk.example.com/app/search/@go?sid=1',
}

export const guide: Guide = {
  splunkWebhook: addressOf,
  splunkSearch: () => SEARCH,
  splunkSavedSearch: (door) => `# savedsearches.conf
[checkout 5xx]
action.webhook = 1
action.webhook.param.url = ${addressOf(door)}
# one request for each row, so that every host is told
alert.digest_mode = 0`,
  curl: (door) => curlText(addressOf(door), { ...ALERT, result: { host: 'web-1', alert_severity: 'high' } }, door),
  curlResolve: (door) =>
    curlText(addressOf(door), { ...ALERT, result: { host: 'web-1', alert_state: 'resolved' } }, door),
}
