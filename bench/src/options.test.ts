import { expect, test } from 'vitest'
import { parseOptions, SECTIONS } from './options.ts'

test('without arguments everything is measured, on both engines, at length', () => {
  expect(parseOptions([])).toMatchObject({
    sections: SECTIONS,
    engines: ['postgres', 'embedded'],
    isQuick: false,
    isJson: false,
    profileFolder: null,
    hasRules: false,
  })
})

test('sections are taken in the order of the report, whatever the order of the argument', () => {
  expect(parseOptions(['--only', 'kill,ingest', '--engine', 'embedded', '--quick'])).toMatchObject({
    sections: ['ingest', 'kill'],
    engines: ['embedded'],
    isQuick: true,
  })
})

test('rules are in force when they are asked for', () => {
  expect(parseOptions(['--quiet-rules'])).toMatchObject({ hasRules: true })
})

test('a wrong argument names itself and what was expected', () => {
  expect(parseOptions(['--only', 'ingest,speed'])).toBe(`--only speed: expected some of ${SECTIONS.join(', ')}`)
  expect(parseOptions(['--engine', 'mysql'])).toBe('--engine mysql: expected one of postgres, embedded, both')
  expect(parseOptions(['--fast'])).toMatch(/--fast/)
})
