import { expect, test } from 'vitest'
import { fileNames } from './file-names.ts'
import { treeOf } from './tree.ts'

function isRefused(path: string): boolean {
  return fileNames.find(treeOf({ [path]: '' })).length > 0
}

test.each([
  'packages/core/src/kernel/util.ts',
  'packages/core/src/kernel/date-utils.ts',
  'packages/server/src/shell/session-manager.ts',
  'packages/web/src/ui/helpers/button.tsx',
  'packages/server/src/common/text.ts',
  'packages/server/src/base.ts',
  'tools/misc.mjs',
  'packages/web/src/ui/IncidentTable.tsx',
  'packages/core/src/kernel/on_call.ts',
])('%s is refused', (path) => {
  expect(isRefused(path)).toBe(true)
})

test.each([
  'packages/adapters/src/in/alertmanager/parse.ts',
  'packages/server/src/record/incident.queries.ts',
  'packages/server/src/record/incident.store.test.ts',
  'packages/server/src/lake/knowledge-base.ts',
  'packages/core/src/kernel/base64.ts',
  'packages/server/migrations/0001-facts.sql',
  'packages/web/src/app/routes/$incidentId.tsx',
  'packages/web/src/app/route-tree.gen.ts',
])('%s is a good name', (path) => {
  expect(isRefused(path)).toBe(false)
})
