import { expect, test } from 'vitest'
import { whenDone } from './when-done.ts'

const outcomeOf = (change: Promise<string>) =>
  new Promise<string>((resolve) =>
    whenDone(change, {
      onSuccess: (answer) => resolve(`done: ${answer}`),
      onError: (error) => resolve(`failed: ${String(error)}`),
    }),
  )

test('what follows a change is done once it is, with its answer', async () => {
  expect(await outcomeOf(Promise.resolve('saved'))).toBe('done: saved')
})

test('what went wrong is told', async () => {
  expect(await outcomeOf(Promise.reject('refused'))).toBe('failed: refused')
})

test('a failure that the form shows itself is nobody else’s', async () => {
  const failing = Promise.reject('refused')
  whenDone(failing, { onSuccess: () => expect.unreachable() })
  await expect(failing).rejects.toBe('refused')
})
