import type { Condition } from './senders.ts'
import { FIRST_OF, on, type Step, type Story } from './story.ts'

const platform = FIRST_OF.platform
const shop = FIRST_OF.shop

const flapping = on('flapping')
const probe: Condition = {
  ...{ name: 'Storefront from Singapore', service: 'edge', severity: 'high' },
  title: 'Storefront from Singapore is down',
  description: 'timeout of 48000 ms exceeded',
  labels: { url: 'https://www.kiteline.example' },
}

/** A check that cannot decide, until somebody tells it to be quiet. */
export const FLAPPING_CHECK: Story = {
  name: 'flapping check',
  begins: { daysBefore: 2, at: '20:31' },
  steps: [
    ...[0, 9, 17, 26, 33].flatMap((minute): Step[] => [
      flapping.fire(minute, 'uptime', probe),
      flapping.clear(minute + 3),
    ]),
    flapping.take(4, platform),
    flapping.note(
      12,
      platform,
      'Only from Singapore, all other places see us. The route through one carrier loses packets.',
    ),
    {
      ...{ kind: 'silence', minute: 37, who: platform, matchers: ['monitor="Storefront from Singapore"'] },
      ...{
        from: 37,
        to: 37 + 360,
        comment: 'Flaps because of a carrier, not because of us. Asked the CDN to route around it.',
      },
    },
    flapping.fire(52, 'uptime', probe),
    flapping.clear(57),
    flapping.fire(88, 'uptime', probe),
    flapping.clear(95),
    flapping.act(110, platform, 'resolve', { note: 'No shopper was hit; the check is silenced for tonight.' }),
    flapping.close(760, platform, 'The carrier mended its route at night. The check asks three times before it calls.'),
  ],
}

const drain = (node: string): Condition => ({
  ...{ name: 'NodeNotReady', service: 'cluster', severity: 'high' },
  title: `Node ${node} is not ready`,
  description: 'Drained for the upgrade.',
  labels: { cluster: 'prod-us', node },
})

/** Announced work: its alerts are recorded, and wake nobody. */
export const CLUSTER_UPGRADE: Story = {
  name: 'cluster upgrade',
  begins: { daysBefore: 1, at: '06:00' },
  steps: [
    {
      ...{ kind: 'silence', minute: -420, who: 'dana', matchers: ['cluster="prod-us"'] },
      ...{ from: 0, to: 120, comment: 'Upgrade of prod-us to 1.36, node by node. Announced in #platform.' },
    },
    on('one').fire(12, 'prometheus', drain('prod-us-3')),
    on('one').clear(24),
    on('two').fire(31, 'prometheus', drain('prod-us-4')),
    on('two').clear(43),
    on('three').fire(52, 'prometheus', drain('prod-us-5')),
    on('three').clear(66),
  ],
}

const address = on('address')
const thumbnails = on('thumbnails')
const images = on('images')

/** What ends in other ways than by being mended. */
export const ODDS_AND_ENDS: Story = {
  name: 'odds and ends',
  begins: 'made',
  steps: [
    address.fire(-340, 'desk', {
      ...{ name: 'Wish', service: 'payment-api', severity: 'info' },
      title: 'Please change the address on our invoices',
      description: 'Casa Verde moved to Porto in October.',
      labels: { ticket: 'KD-51177', customer: 'Casa Verde' },
    }),
    address.act(-322, 'priya', 'decline', {
      reason: 'A request, not an incident: moved to the queue of the service desk.',
    }),
    address.clear(-300),
    images.fire(-265, 'grafana', {
      ...{ name: 'ImageErrors', service: 'storefront', severity: 'warning' },
      title: '11 % of images are missing in the shop',
      description: 'Answers 404 from the image store.',
      labels: { region: 'eu-central' },
    }),
    images.take(-258, shop),
    thumbnails.fire(-255, 'prometheus', {
      ...{ name: 'ThumbnailBacklog', service: 'catalogue', severity: 'warning' },
      title: '90 000 thumbnails wait to be made',
      description: 'Usually fewer than a hundred.',
      labels: { queue: 'thumbnails' },
    }),
    thumbnails.act(-249, shop, 'merge', {
      into: '{images}',
      reason: 'The images are missing because nobody makes the thumbnails.',
    }),
    images.note(
      -247,
      shop,
      'The image workers got a wrong password with the rotation of last night. Put in the right one, 90,000 to go.',
    ),
    thumbnails.clear(-205),
    images.clear(-201),
    images.close(
      -140,
      shop,
      'Workers read the password from the vault at every connection now, not once at their start.',
    ),
  ],
}

const mail = on('mail')
const coupons = on('coupons')
const replica = on('replica')
const results = on('results')
const disk = on('disk')
const certificate = on('certificate')

/** What is under way when a visitor comes: something in each stage. */
export const TODAY: Story = {
  name: 'today',
  begins: 'made',
  steps: [
    certificate.fire(-1_150, 'prometheus', {
      ...{ name: 'CertificateExpires', service: 'edge', severity: 'info' },
      title: 'The certificate of partner.kiteline.example ends in 12 days',
      description: 'The partner renews it by hand.',
      labels: { host: 'partner.kiteline.example' },
    }),
    certificate.take(-1_120, 'ayse'),
    certificate.note(-1_118, 'ayse', 'Asked the partner; their new certificate comes in three days.'),
    certificate.act(-1_117, 'ayse', 'snooze', { for_ms: 3 * 86_400_000, reason: 'Waits for the partner.' }),
    coupons.fire(-212, 'grafana', {
      ...{ name: 'CheckoutErrorRate', service: 'checkout', severity: 'critical' },
      title: '6 % of checkouts end in an error',
      description: 'Orders per minute are 20 % below the same hour of last week.',
      labels: { region: 'eu-central' },
    }),
    coupons.take(-209, 'jonas'),
    coupons.note(
      -203,
      'jonas',
      'Errors are all `CouponService: deadline exceeded`. Orders without a coupon go through.',
    ),
    coupons.act(-198, 'jonas', 'mitigate', { workaround: 'Switched coupons off; checkout works without them.' }),
    coupons.note(
      -181,
      'jonas',
      'A pod hung on a lost connection to the coupon store. Restarted it, coupons are on again.',
    ),
    coupons.clear(-176),
    coupons.close(75, 'jonas', 'The readiness check of the coupon service asks its store now.'),
    mail.fire(-96, 'prometheus', {
      ...{ name: 'MailBounceRate', service: 'notifications', severity: 'warning' },
      title: '14 % of mail to a freemail provider bounces',
      description: 'Receipts and shipping news do not arrive there.',
      labels: { provider: 'freemail' },
    }),
    mail.take(-88, platform),
    mail.note(-80, platform, 'They answer 421, too much from one address. The new addresses are not warm yet.'),
    mail.act(-71, platform, 'mitigate', {
      workaround: 'Half of the mail goes over the old addresses again. 421s are down to 3 %.',
    }),
    replica.fire(-39, 'prometheus', {
      ...{ name: 'ReplicationLag', service: 'orders-db', severity: 'high' },
      title: 'Replica orders-db-2 is 140 s behind',
      description: 'Order histories are read from the replica and look old.',
      labels: { replica: 'orders-db-2' },
    }),
    replica.take(-36, platform),
    replica.note(-31, platform, 'A query of the warehouse holds back replay, 50 minutes old. Ended it.'),
    replica.clear(-4),
    results.fire(-21, 'grafana', {
      ...{ name: 'SearchLatency', service: 'search', severity: 'high' },
      title: 'Search answers in 3 s at the 95th percentile',
      description: 'Shoppers leave after three seconds. One shard is much slower than the others.',
      labels: { shard: 'offers-3' },
    }),
    results.take(-18, shop),
    results.note(-9, shop, 'Garbage collection on one node, pauses of up to 4 s. Moving its shards away.'),
    disk.fire(-13, 'prometheus', {
      ...{ name: 'DiskWillFill', service: 'orders-db', severity: 'info' },
      title: 'The disk of orders-db-1 will be full in 4 days',
      description: 'By the growth of the last six hours.',
      labels: { host: 'orders-db-1' },
    }),
    // What comes next happens before the visitor's eyes.
    results.note(16, shop, 'Shards are moved, latency falls. I keep it for another quarter of an hour.'),
    results.clear(31),
    results.close(55, shop, 'One node had half of the memory of its siblings. Replaced.'),
    disk.take(48, platform),
    mail.clear(120),
    mail.close(150, platform, 'The new addresses are warm enough for half of the mail. Both stay in use until Friday.'),
    replica.close(40, platform, 'Queries of the warehouse end after five minutes now.'),
  ],
}

export const RECENT_STORIES: readonly Story[] = [FLAPPING_CHECK, CLUSTER_UPGRADE, ODDS_AND_ENDS, TODAY]
