import { expect, test } from 'vitest'
import { type HeldPress, isForDialog, typeAhead } from './type-ahead.ts'

const press = (key: string, held: Partial<HeldPress> = {}): HeldPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  isComposing: false,
  ...held,
})

const typeAll = (keys: readonly string[]) => keys.reduce((text, key) => typeAhead(text, press(key)), '')

test('what is typed before a field is there is what would stand in it', () => {
  expect(typeAll(['a', 'n', 'a'])).toBe('ana')
  expect(typeAll(['A', ' ', '7', '障'])).toBe('A 7障')
  expect(typeAll(['Shift', 'A', 'n', 'x', 'Backspace', 'a', 'ArrowDown', 'Enter'])).toBe('Ana')
  expect(typeAll(['Backspace', 'b'])).toBe('b')
})

test('keys of the browser, of moving the focus and of composing are left to them', () => {
  expect(isForDialog(press('a'))).toBe(true)
  expect(isForDialog(press('Enter'))).toBe(true)
  expect(isForDialog(press('Escape'))).toBe(true)
  expect(isForDialog(press('r', { ctrlKey: true }))).toBe(false)
  expect(isForDialog(press('r', { metaKey: true }))).toBe(false)
  expect(isForDialog(press('ArrowLeft', { altKey: true }))).toBe(false)
  expect(isForDialog(press('Tab'))).toBe(false)
  expect(isForDialog(press('F5'))).toBe(false)
  expect(isForDialog(press('a', { isComposing: true }))).toBe(false)
})
