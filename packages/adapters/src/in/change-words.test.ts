import { expect, test } from 'vitest'
import { branchOfRef, deploymentSummary, pushSummary, shortRevision } from './change-words.ts'

const COMMIT = '3f786850e387550fdab836ed7e6dc881de23001b'

test('a deployment is told with what, which and where, as far as they are known', () => {
  const parts = { what: 'acme/api', revision: COMMIT, where: 'production' }
  expect(deploymentSummary('succeeded', parts)).toBe('Deployed acme/api 3f786850 to production')
  expect(deploymentSummary('started', parts)).toBe('Deploying acme/api 3f786850 to production')
  expect(deploymentSummary('failed', { ...parts, where: undefined, revision: undefined })).toBe(
    'Deployment of acme/api failed',
  )
})

test('a version is no commit, and is not cut', () => {
  expect([shortRevision('1.42.0-rc.1'), shortRevision(COMMIT), shortRevision(undefined)]).toEqual([
    '1.42.0-rc.1',
    '3f786850',
    undefined,
  ])
})

test('a push is told with the first line of its last commit', () => {
  const push = { branch: 'main', repository: 'acme/api', message: 'Raise the pool\n\nbecause' }
  expect(pushSummary({ ...push, count: 1 })).toBe('1 commit to main of acme/api: Raise the pool')
  expect(pushSummary({ ...push, count: 2, message: undefined })).toBe('2 commits to main of acme/api')
})

test('a branch may have slashes in its name, and a tag is no branch', () => {
  expect([branchOfRef('refs/heads/release/1'), branchOfRef('refs/tags/v1'), branchOfRef(undefined)]).toEqual([
    'release/1',
    undefined,
    undefined,
  ])
})
