import { FIRST_OF, on, type Story } from './story.ts'

const payments = on('payments')
const checkout = on('checkout')
const calls = on('calls')
const primary = FIRST_OF.payments
const platform = FIRST_OF.platform
const shop = FIRST_OF.shop

/** The big one: a release that nobody suspects at first, four monitors that see it, and three teams that mend it. */
export const PAYMENTS_OUTAGE: Story = {
  name: 'payments outage',
  begins: { daysBefore: 11, at: '13:42', isWorkday: true },
  steps: [
    {
      ...{ kind: 'deploy', minute: -11 },
      deploy: {
        service: 'payment-api',
        revision: '9c41fe07b2d8a6531e0f4c7d88ab12e35f6a90cd',
        message: 'Retry captures with an idempotency key of their own',
        login: 'tferreira',
      },
    },
    payments.fire(0, 'grafana', {
      ...{ name: 'PaymentAuthorisationErrors', service: 'payment-api', severity: 'critical' },
      title: '38 % of card authorisations fail',
      description: 'Both providers. The objective is less than 0.5 %.',
      labels: { region: 'eu-central' },
    }),
    payments.take(1.6, primary),
    checkout.fire(2, 'prometheus', {
      ...{ name: 'CheckoutConversionDrop', service: 'checkout', severity: 'critical' },
      title: 'Orders per minute fell by 61 %',
      description: 'Against the same hour of the last four weeks.',
      labels: { region: 'eu-central' },
    }),
    checkout.take(3.1, primary),
    payments.note(
      3.4,
      primary,
      'Cards and wallets, both providers, all countries. So it is **us**, not them. Last change: payment-api, 13:31.',
    ),
    checkout.act(4.2, primary, 'merge', { into: '{payments}', reason: 'Nobody can pay: the same fault.' }),
    payments.act(5, primary, 'classify', {
      severity: 'high',
      scope: 'company_wide',
      category: ['application', 'release'],
    }),
    payments.act(5.4, primary, 'responders', { user: 'tomas@kiteline.example' }),
    payments.act(5.9, primary, 'escalate'),
    payments.note(
      7.5,
      'tomas',
      'That was my release. It retries captures with a new idempotency key each time: the providers take the second one for a double payment and refuse **both**.',
    ),
    payments.act(8.2, 'viktor', 'responders', { user: 'emil@kiteline.example' }),
    payments.note(
      9,
      'viktor',
      'I speak for us from here: status page is up, service desk and sellers are told. Next word at 14:10.',
    ),
    payments.note(11.5, 'emil', 'Rollback started, prod-eu first. Pods need about 90 s each.'),
    {
      ...{ kind: 'deploy', minute: 14 },
      deploy: {
        service: 'payment-api',
        revision: '57d0a3bb91ef4426c0aa7f1d5be0983c12d7e644',
        message: 'Roll back to the release of yesterday',
        login: 'esorensen',
      },
    },
    calls.fire(16, 'desk', {
      ...{ name: 'PaymentCalls', service: 'payment-api', severity: 'high' },
      title: '40 customers cannot pay',
      description: 'Calls and chats since 13:45. Some were charged twice.',
      labels: { ticket: 'KD-48213', customer: 'several' },
    }),
    calls.act(17.4, primary, 'merge', { into: '{payments}', reason: 'What the customers see of it.' }),
    payments.act(18.5, 'tomas', 'mitigate', {
      workaround:
        'Rolled back to the release of yesterday. New payments go through; double charges are still to be found.',
    }),
    payments.note(21, primary, 'Authorisations: 38 % → 0.4 % errors. Orders per minute are back where they should be.'),
    payments.note(
      34,
      'tomas',
      '312 double charges between 13:31 and 13:57. Query and list are attached to the ticket of finance; refunds start tonight.',
    ),
    payments.clear(36),
    checkout.clear(37),
    calls.clear(52),
    payments.act(58, primary, 'resolve', { note: 'Half an hour without errors; refunds are under way.' }),
    payments.note(
      170,
      'viktor',
      'Refunds are out, all 312. Review on Thursday at 10:00; please bring the timeline from here, it has everything.',
    ),
    payments.close(
      1_120,
      primary,
      'Cause: retried captures carried a new idempotency key. Rolled back after 25 minutes. The key is the order’s from now on, a contract test with both providers covers it, and payment-api is released in two steps with a look at the error rate in between.',
    ),
  ],
}

const lag = on('lag')

/** The night in which the phones did not ring. */
export const SILENT_PHONES: Story = {
  name: 'silent phones',
  begins: { daysBefore: 17, at: '03:12' },
  steps: [
    lag.fire(0, 'prometheus', {
      ...{ name: 'PaymentQueueStuck', service: 'payment-api', severity: 'critical' },
      title: 'No payment was captured for 10 minutes',
      description: 'Authorisations go on, captures wait. After six hours they are void.',
      labels: { queue: 'captures' },
    }),
    lag.take(18, 'viktor'),
    lag.note(
      20,
      'viktor',
      'My phone rang as the third one. Jonas and Priya say that theirs did not: the push relay answers 503. Mail alone wakes nobody at three.',
    ),
    lag.act(21, 'viktor', 'responders', { user: 'jonas@kiteline.example' }),
    lag.note(29, 'jonas', 'Up. A lock of the scheduler survived its pod; deleted it, captures run.'),
    lag.clear(33),
    lag.close(
      420,
      'jonas',
      'The lock has an end now. And everybody has a second way beside the push relay in their rules: the page came 15 minutes late because of it.',
    ),
  ],
}

export const PHONES_DOWN = { daysBefore: 17, from: '03:05', to: '03:26' } as const

const ranking = on('ranking')

export const SEARCH_RELEASE: Story = {
  name: 'search release',
  begins: { daysBefore: 5, at: '15:06', isWorkday: true },
  steps: [
    {
      ...{ kind: 'deploy', minute: -7 },
      deploy: {
        service: 'search',
        revision: '1f88c0d2e7b94a35a6d1c2f0b7e3948d5a60c1fe',
        message: 'Ranking by freshness',
        login: 'slindqvist',
      },
    },
    ranking.fire(0, 'grafana', {
      ...{ name: 'SearchEmptyResults', service: 'search', severity: 'high' },
      title: '22 % of searches find nothing',
      description: 'Usually 4 %.',
      labels: { region: 'eu-central' },
    }),
    ranking.take(2.3, shop),
    ranking.note(4, shop, 'Since the release of 14:59, seen in the changes beside the incident. Asking Sofia.'),
    ranking.note(
      6.5,
      'sofia',
      'Offers without a date of change count as *infinitely old* and fall out of the first page. Mine. Rolling back.',
    ),
    {
      ...{ kind: 'deploy', minute: 12 },
      deploy: {
        service: 'search',
        revision: 'c0a4d11be52f7708913e6ad4fb2c9960e7d35812',
        message: 'Roll back ranking by freshness',
        login: 'slindqvist',
      },
    },
    ranking.act(13, 'sofia', 'mitigate', { workaround: 'Rolled back to the former ranking.' }),
    ranking.clear(19),
    ranking.close(
      95,
      'sofia',
      'Rolled back. Offers without a date take that of their import; the ranking is tried on a tenth of the searches first.',
    ),
  ],
}

const phishing = on('phishing')

export const PHISHING: Story = {
  name: 'phishing',
  begins: { daysBefore: 14, at: '11:20', isWorkday: true },
  steps: [
    {
      ...{ kind: 'declare', minute: 0, of: 'phishing', who: 'grace' },
      body: {
        title: 'Customers get mail in our name that asks for card numbers',
        symptoms: 'Three customers forwarded it. Sender: billing@kite1ine.example, with a digit in it.',
        services: ['notifications'],
        ...{ severity: 'high', scope: 'department', incident_type: 'security', detection_method: 'user_report' },
      },
    },
    phishing.take(4, platform),
    phishing.note(
      9,
      platform,
      'Not sent by us: another domain, registered yesterday. Reported to the registrar and to the two large mail providers.',
    ),
    phishing.note(
      26,
      'grace',
      'Warning is on the help pages, and the desk has a text. 11 forwards so far, nobody entered a card.',
    ),
    phishing.act(150, platform, 'resolve', { note: 'The domain is gone.' }),
    phishing.close(
      1_480,
      platform,
      'Domain taken down after two hours. Our DMARC policy goes from quarantine to reject this month.',
    ),
  ],
}
