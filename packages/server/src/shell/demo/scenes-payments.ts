import type { Scene } from './scene.ts'

/** What goes wrong where the money is. */
export const PAYMENT_SCENES: readonly Scene[] = [
  {
    ...{
      name: 'CardAuthorisationLatency',
      weight: 7,
      source: 'prometheus',
      service: 'payment-api',
      severity: 'critical',
    },
    title: 'Card authorisations take {4-9} s at the 99th percentile',
    description: 'The objective is 2 s. Shoppers see a spinner, and some of them pay twice.',
    labels: { provider: '{nordpay|cardlink}', region: 'eu-central' },
    minutes: [14, 75],
    notes: [
      'Only one provider is slow, the other one answers in 300 ms. Their status page says nothing yet.',
      'Opened a ticket with the provider and called their duty phone. They see it too: one of their data centres.',
      'Back under 1 s for ten minutes now.',
    ],
    workaround: 'Routed **80 %** of new authorisations to the other provider.',
    solutions: [
      'The provider lost a data centre for a while and moved its traffic. We routed around it; routing is back to normal.',
      'Slow TLS handshakes at the provider. They rolled back a change of theirs; our share of failed payments stayed under 0.3 %.',
    ],
    category: ['third party', 'payment provider'],
  },
  {
    ...{ name: 'CheckoutErrorRate', weight: 6, source: 'grafana', service: 'checkout', severity: 'critical' },
    title: '{4-17} % of checkouts end in an error',
    description: 'Orders per minute are {20-45} % below the same hour of last week.',
    labels: { region: 'eu-central' },
    minutes: [12, 55],
    notes: [
      'Errors are all `CouponService: deadline exceeded`. Orders without a coupon go through.',
      'One pod of three answers nothing, and the readiness check does not notice. Taking it out by hand.',
      'Error rate is at 0.1 % again, which is where it always is.',
    ],
    workaround: 'Switched coupons off; checkout works without them.',
    solutions: [
      'A pod hung on a lost connection to the coupon store. Restarted; the readiness check asks the store now.',
      'A slow query after the statistics of `coupons` were stale. Analysed the table; autovacuum is set tighter for it.',
    ],
    category: ['application', 'checkout'],
  },
  {
    ...{ name: 'WebhookBacklog', weight: 6, source: 'prometheus', service: 'payment-api', severity: 'warning' },
    title: '{3-9} 000 provider webhooks wait to be processed',
    description: 'The oldest one is {8-25} minutes old. Refunds and captures show late in the app.',
    minutes: [18, 110],
    notes: [
      'A replay on the side of the provider: three hours of events again, all known already.',
      'Workers from 4 to 12, it is going down by 400 a minute.',
    ],
    solutions: [
      'Worked off. The provider had sent a window again after its own outage; duplicates were recognised.',
      'Worked off with more workers. The number of workers follows the queue from now on.',
    ],
    category: ['application', 'queue'],
  },
  {
    ...{ name: 'SettlementMismatch', weight: 3, source: 'batch', service: 'ledger', severity: 'high' },
    title: 'Settlement of {nordpay|cardlink} differs from our books by {180-940} EUR',
    description: 'The difference is more than the tolerance of 50 EUR. The payout is held back.',
    labels: { host: 'batch-{1-2}', job: 'settlement' },
    minutes: [45, 190],
    notes: [
      'Three refunds of {2-9} minutes before midnight are in their file of today and in our books of yesterday.',
      'Compared both sides by hand: every item is there, only the day differs. Finance knows.',
    ],
    solutions: [
      'Refunds around midnight, counted on different days by both sides. Booked, and the payout was released.',
      'Rounding of three partial refunds in CHF. Corrected by hand; a test covers it now.',
    ],
    category: ['data', 'books'],
  },
  {
    ...{ name: 'ledger-postings-slow', weight: 4, source: 'cloudwatch', service: 'ledger', severity: 'warning' },
    title: 'ledger-postings-slow',
    description: 'Postings take {2-6} s, which delays receipts.',
    labels: { Queue: 'postings' },
    minutes: [15, 60],
    notes: ['Lock waits on `accounts`: the monthly report of finance runs on the primary again.'],
    workaround: 'Stopped the report; it runs on the replica tonight.',
    solutions: ['A report held locks. Its user may only connect to the replica now.'],
    category: ['infrastructure', 'database', 'locks'],
  },
  {
    ...{ name: 'FraudScoreTimeouts', weight: 4, source: 'grafana', service: 'payment-api', severity: 'warning' },
    title: 'Fraud scoring times out for {6-20} % of payments',
    description: 'Payments without a score go to manual review.',
    minutes: [10, 45],
    notes: ['The model server restarted by itself: out of memory, with the new model of yesterday.'],
    solutions: [
      'Gave the model server 2 GiB more. The new model is larger than the old one, which nobody had looked at.',
    ],
    category: ['application', 'fraud'],
  },
  {
    ...{ name: 'RefundComplaint', weight: 4, source: 'desk', service: 'payment-api', severity: 'warning' },
    title: '{Several customers|A large seller} miss refunds of {yesterday|last week}',
    description: 'The service desk counted {4-12} calls since this morning.',
    labels: { ticket: 'KD-{10000-99999}', customer: '{several|Nordlicht Handel|Casa Verde}' },
    minutes: [90, 420],
    notes: [
      'All of these refunds were made to cards that have expired since. The bank sends them back after five days.',
    ],
    solutions: ['Sent again to the new cards, and the desk told the customers. The desk has a text for it now.'],
    category: ['customer', 'refunds'],
  },
]
