import type { Scene } from './scene.ts'

/** What goes wrong below everything else. */
export const PLATFORM_SCENES: readonly Scene[] = [
  {
    ...{ name: 'ReplicationLag', weight: 6, source: 'prometheus', service: 'orders-db', severity: 'high' },
    title: 'Replica orders-db-{2-3} is {40-300} s behind',
    description: 'Order histories are read from the replica and look old.',
    minutes: [10, 70],
    notes: [
      'A vacuum of `order_items` on the primary writes more than the replica can replay.',
      'Reads go to the other replica meanwhile.',
    ],
    workaround: 'Took the replica out of the pool.',
    solutions: [
      'Caught up after the vacuum. Its cost limit is lower during the day.',
      'A long query on the replica held back replay. Such queries are ended after five minutes now.',
    ],
    category: ['infrastructure', 'database', 'replication'],
  },
  {
    ...{ name: 'orders-db-connections-high', weight: 5, source: 'cloudwatch', service: 'orders-db', severity: 'high' },
    title: 'orders-db-connections-high',
    description: '{91-98} % of the connections are taken.',
    labels: { DBInstance: 'orders-db-1' },
    minutes: [8, 45],
    notes: [
      'Half of them idle in transaction, all from one pod of the mobile API.',
      'Restarted that pod, 120 connections came free.',
    ],
    solutions: [
      'A transaction stayed open over a call to another service. Fixed, and idle transactions end after 30 s.',
    ],
    category: ['infrastructure', 'database', 'connections'],
  },
  {
    ...{ name: 'DiskWillFill', weight: 6, source: 'prometheus', service: 'orders-db', severity: 'info' },
    title: 'The disk of orders-db-{1-3} will be full in {2-6} days',
    description: 'By the growth of the last six hours.',
    minutes: [120, 700],
    notes: ['Mostly write-ahead log: a replication slot that nobody reads from since the test of last week.'],
    solutions: [
      'Dropped the forgotten slot. There is an alert on slots without readers now.',
      'Extended the disk by 200 GB.',
    ],
    category: ['infrastructure', 'storage'],
  },
  {
    ...{ name: 'PodCrashLooping', weight: 7, source: 'prometheus', service: 'cluster', severity: 'warning' },
    title: 'A pod of {coupon-service|image-resizer|mail-renderer} restarts again and again',
    description: '{5-14} restarts in half an hour.',
    labels: { cluster: 'prod-{eu|us}', namespace: '{shop|payments|platform}' },
    minutes: [10, 90],
    notes: ['OOMKilled each time. Its limit is 256 MiB, and it wants 300 since the last release.'],
    solutions: ['Raised the limit to 512 MiB.', 'Rolled the deployment back; the team looks for the leak.'],
    category: ['infrastructure', 'kubernetes'],
  },
  {
    ...{ name: 'NodeNotReady', weight: 4, source: 'prometheus', service: 'cluster', severity: 'high' },
    title: 'Node prod-eu-{11-38} is not ready',
    description: 'The kubelet says nothing since {3-8} minutes. {9-24} pods are moved.',
    labels: { cluster: 'prod-eu' },
    minutes: [9, 45],
    notes: ['Kernel panic in its console. Pods came up elsewhere, nothing is missing.'],
    solutions: [
      'The node was replaced by itself. The same hardware as the two before: the provider looks at the batch.',
    ],
    category: ['infrastructure', 'kubernetes'],
  },
  {
    ...{ name: 'SignInLatency', weight: 4, source: 'grafana', service: 'identity', severity: 'high' },
    title: 'Sign-in takes {3-8} s',
    description: 'At the 95th percentile, in all regions.',
    minutes: [10, 50],
    notes: [
      'Somebody tries passwords: 40 times the usual traffic from 900 addresses.',
      'Turned on the challenge for unknown devices. Traffic from outside is down to normal.',
    ],
    workaround: 'Challenge for unknown devices is on.',
    solutions: [
      'An attack with stolen passwords; 14 accounts were locked and their owners were told. The challenge stays on.',
    ],
    category: ['security', 'credential stuffing'],
  },
  {
    ...{ name: 'MailBounceRate', weight: 4, source: 'prometheus', service: 'notifications', severity: 'warning' },
    title: '{7-19} % of mail to {one large provider|a freemail provider} bounces',
    description: 'Receipts and shipping news do not arrive there.',
    minutes: [40, 240],
    notes: [
      'They answer 421, too many from one address. We are on the new addresses since Monday, and they are not warm yet.',
    ],
    workaround: 'Half of the mail goes over the old addresses again.',
    solutions: ['Warming up slower. What had bounced was sent again.'],
    category: ['third party', 'mail'],
  },
  {
    ...{ name: 'CertificateExpires', weight: 2, source: 'prometheus', service: 'edge', severity: 'info' },
    title: 'The certificate of {partner|api|img}.kiteline.example ends in {6-13} days',
    description: 'The automatic renewal did not happen.',
    minutes: [300, 1_300],
    notes: ['The challenge over DNS fails: the token of the DNS provider was rotated, here it was not.'],
    solutions: ['Renewed with the new token. The renewal has an owner now.'],
    category: ['infrastructure', 'certificates'],
  },
  {
    ...{ name: 'Storefront from Frankfurt', weight: 5, source: 'uptime', service: 'edge', severity: 'critical' },
    title: 'Storefront from Frankfurt is down',
    description: 'Request failed with status code {502|503|504}',
    labels: { url: 'https://www.kiteline.example' },
    minutes: [5, 22],
    notes: ['One of two load balancers, the other one is fine. Draining it.'],
    solutions: [
      'A load balancer had lost its way to one zone. Drained, replaced, back.',
      'A short fault of the network provider; their report is attached to the ticket.',
    ],
    category: ['infrastructure', 'network'],
  },
]
