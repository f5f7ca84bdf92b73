import { expect, test } from 'vitest'
import { confirmationOf, notificationOf, type PushPayload, parsePush } from './push-message.ts'

const words = { acknowledge: 'Acknowledge', unreadable: 'Something happened' }
const page = (changes: Partial<PushPayload> = {}): PushPayload => ({
  v: 1,
  kind: 'page',
  id: 'INC-2026-000001/p3',
  tag: 'INC-2026-000001',
  title: 'P2 Error rate above 5 %',
  body: 'Payment API · INC-2026-000001',
  urgency: 'high',
  incident: { id: 'INC-2026-000001', status: 'open' },
  view: '/incidents/INC-2026-000001',
  acknowledge: '/a/token-1',
  ...changes,
})

test('an urgent page rings, stays, and has the button that takes it', () => {
  const [title, shown] = notificationOf(page(), words)
  expect(title).toBe('P2 Error rate above 5 %')
  expect(shown).toMatchObject({
    tag: 'INC-2026-000001',
    requireInteraction: true,
    renotify: true,
    silent: false,
    actions: [{ action: 'acknowledge', title: 'Acknowledge' }],
    data: { view: '/incidents/INC-2026-000001', acknowledge: '/a/token-1', incident: 'INC-2026-000001' },
  })
})

test('what somebody took replaces the page of it without a sound and without a button', () => {
  const notice = page({ kind: 'notice', body: 'It was acknowledged by Ben; you need not do anything.' })
  const [, shown] = notificationOf(notice, words)
  expect(shown).toMatchObject({ tag: page().tag, silent: true, renotify: false, requireInteraction: false })
  expect(shown).not.toHaveProperty('actions')
  expect(shown.data).not.toHaveProperty('acknowledge')
})

test('a page that is not urgent does not stay in the way', () => {
  expect(notificationOf(page({ urgency: 'low' }), words)[1]).toMatchObject({
    requireInteraction: false,
    renotify: true,
  })
})

test('what this build cannot read still says that something happened', () => {
  const unreadable = [undefined, '', 'nonsense', 'null', '{"v":2,"title":"x","tag":"y"}'].map(parsePush)
  expect(unreadable).toEqual([undefined, undefined, undefined, undefined, undefined])
  expect(notificationOf(undefined, words)[0]).toBe('Something happened')
  expect(parsePush(JSON.stringify(page()))).toEqual(page())
})

test('a code confirms the contact that its address names', () => {
  const code = page({ kind: 'code', code: '123456', view: '/account?verify=webpush-2' })
  expect(confirmationOf(code)).toEqual({ code: '123456', contact: 'webpush-2' })
  expect(confirmationOf(page())).toBeUndefined()
})
