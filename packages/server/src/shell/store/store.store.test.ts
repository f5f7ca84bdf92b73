import { describe } from 'vitest'
import { describeOnEngine } from '../database/testing/database-harness.ts'
import { openMemoryBench, openSqlBench } from './testing/store-bench.ts'
import { storeSuite } from './testing/store-suite.ts'

describe('the store (memory)', () => storeSuite(openMemoryBench))
describeOnEngine('embedded', 'the store', (open) =>
  storeSuite(async () => openSqlBench(await open()), { isSerial: true }),
)
describeOnEngine('postgres', 'the store', (open) => storeSuite(async () => openSqlBench(await open())))
