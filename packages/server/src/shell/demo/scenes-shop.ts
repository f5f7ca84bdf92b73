import type { Scene } from './scene.ts'

/** What goes wrong in the shop and in the warehouse of data. */
export const SHOP_SCENES: readonly Scene[] = [
  {
    ...{ name: 'SearchLatency', weight: 7, source: 'grafana', service: 'search', severity: 'high' },
    title: 'Search answers in {2-7} s at the 95th percentile',
    description: 'Shoppers leave after three seconds. One shard is much slower than the others.',
    labels: { shard: 'offers-{0-7}' },
    minutes: [12, 60],
    notes: [
      'Garbage collection on one node, pauses of up to 4 s. Heap is at 93 %.',
      'Moved two shards away from it. Latency falls.',
    ],
    workaround: 'Took the node out of the rotation.',
    solutions: [
      'A query with 400 filters from a partner filled the heap. Queries are limited to 50 filters.',
      'The node had half of the memory of its siblings since the last exchange of hardware. Replaced.',
    ],
    category: ['infrastructure', 'search cluster'],
  },
  {
    ...{ name: 'IndexLag', weight: 6, source: 'prometheus', service: 'search', severity: 'warning' },
    title: 'The search index is {15-70} minutes behind the catalogue',
    description: 'New offers and prices are not found yet.',
    minutes: [25, 150],
    notes: [
      'A seller changed the prices of 200,000 offers at once. The queue is fair by seller, but the index is one.',
    ],
    solutions: [
      'Worked off by itself. Changes of one seller are taken in slices of 5,000 from now on.',
      'The indexer had stopped at one offer with a broken image; skipped, and the offer is corrected.',
    ],
    category: ['application', 'search'],
  },
  {
    ...{ name: 'storefront-5xx-high', weight: 6, source: 'cloudwatch', service: 'storefront', severity: 'critical' },
    title: 'storefront-5xx-high',
    description: 'The load balancer counts {120-900} answers with 5xx in a minute.',
    labels: { LoadBalancer: 'app/storefront/5d1c' },
    minutes: [8, 40],
    notes: ['Only the new pods of the last release. Rolling back.', 'Rolled back, errors are gone.'],
    workaround: 'Rolled back to the release before.',
    solutions: [
      'The release read a setting that only staging has. Rolled back; the start checks its settings now.',
      'Too few pods after the autoscaler was too eager at night. The minimum is 6 again.',
    ],
    category: ['application', 'release'],
  },
  {
    ...{ name: 'MobileLoginFailures', weight: 4, source: 'grafana', service: 'mobile-api', severity: 'high' },
    title: '{9-30} % of sign-ins from the {Android|iOS} app fail',
    description: 'Since the release of the app this morning.',
    minutes: [20, 90],
    notes: [
      'The new app sends the device id in upper case, we compare it as it is.',
      'A fix on our side is out; no new release of the app needed.',
    ],
    solutions: ['Device ids are compared without case. Added to the contract tests that the app team runs.'],
    category: ['application', 'mobile'],
  },
  {
    ...{ name: 'CatalogueImportFailed', weight: 5, source: 'batch', service: 'catalogue', severity: 'warning' },
    title: 'The import of {Nordlicht Handel|Casa Verde|Ostmann|Bücherstube} failed',
    description: 'The file was refused at line {300-9000}: a price without a currency.',
    labels: { host: 'batch-{1-2}', job: 'import' },
    minutes: [30, 240],
    notes: ['Wrote to the seller, they know their mistake and send the file again.'],
    solutions: ['The seller sent a right file. Imports keep the good lines of a bad file from next week on.'],
    category: ['data', 'imports'],
  },
  {
    ...{ name: 'StockOutOfSync', weight: 3, source: 'desk', service: 'catalogue', severity: 'warning' },
    title: 'Offers show as available that are sold out',
    description: 'A seller called: {12-60} orders that cannot be delivered.',
    labels: { ticket: 'KD-{10000-99999}', customer: '{Ostmann|Casa Verde}' },
    minutes: [60, 260],
    notes: ['The seller moved to a new version of the stock API that counts reserved pieces apart. We add both.'],
    workaround: 'Switched this seller to manual stock.',
    solutions: ['Reserved pieces are taken off now. The seller was told which orders to cancel.'],
    category: ['application', 'stock'],
  },
  {
    ...{ name: 'WarehouseLoadLate', weight: 5, source: 'prometheus', service: 'warehouse', severity: 'info' },
    title: 'The nightly load of {orders|payments|clicks} is {30-95} minutes late',
    description: 'Reports show the day before yesterday until it is through.',
    minutes: [40, 220],
    notes: ['One partition is five times as large as the others: a bot went through the shop last night.'],
    solutions: [
      'Finished late. Traffic of bots is left out before the load from now on.',
      'Finished late; the replica had been behind.',
    ],
    category: ['data', 'loads'],
  },
  {
    ...{ name: 'ReportDataGap', weight: 2, source: 'grafana', service: 'warehouse', severity: 'info' },
    title: 'No rows for {Austria|Denmark|Portugal} in the report of {yesterday|Sunday}',
    description: 'A check of plausibility: there were orders, and the report has none.',
    minutes: [60, 300],
    notes: ['The country code came in lower case from the new checkout. Backfilling.'],
    solutions: ['Backfilled. Codes are normalised at the entrance of the warehouse.'],
    category: ['data', 'quality'],
  },
]
