import { QueryObserver } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { makeQueryClient } from './query-client.ts'

test('what changes while it is loaded for the first time is loaded once more', async () => {
  const { loads, client } = await watched()
  void client.invalidateQueries({ queryKey: ['incident'] })
  loads[0]?.resolve('sending')
  await expect.poll(() => loads.length).toBe(2)
  loads[1]?.resolve('reached')
  await expect.poll(() => client.getQueryData(['incident', '1'])).toBe('reached')
})

test('a first load that nothing happened during is the only one', async () => {
  const { loads, client } = await watched()
  loads[0]?.resolve('reached')
  await expect.poll(() => client.getQueryData(['incident', '1'])).toBe('reached')
  expect(client.isFetching()).toBe(0)
  expect(loads).toHaveLength(1)
})

test('a first load that fails after a change stays failed', async () => {
  const { loads, client } = await watched()
  void client.invalidateQueries({ queryKey: ['incident'] })
  loads[0]?.reject(new Error('gone'))
  await expect.poll(() => client.getQueryState(['incident', '1'])?.status).toBe('error')
  expect(loads).toHaveLength(1)
})

async function watched() {
  const loads: PromiseWithResolvers<string>[] = []
  const client = makeQueryClient()
  const queryFn = () => {
    const load = Promise.withResolvers<string>()
    loads.push(load)
    return load.promise
  }
  new QueryObserver(client, { queryKey: ['incident', '1'], queryFn }).subscribe(() => {})
  await expect.poll(() => loads.length).toBe(1)
  return { loads, client }
}
