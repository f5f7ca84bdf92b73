import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { systemClock } from '../shell/ports/clock.ts'
import { createIds } from '../shell/ports/ids.ts'
import { describeApi } from './describe-api.ts'

const COMMITTED = new URL('../../openapi.json', import.meta.url)

test('the committed description of the API is the one that the routes give; "npm run openapi" writes it anew', async () => {
  const described = await describeApi({ ids: createIds(systemClock) })
  expect(JSON.parse(JSON.stringify(described))).toEqual(JSON.parse(readFileSync(COMMITTED, 'utf8')))
})
