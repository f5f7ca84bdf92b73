import { expect, test } from 'vitest'
import type { UserId } from '../kernel/brand.ts'
import { findEventPeople } from './event-people.ts'

const person = (id: string, name: string) => ({ id: id as UserId, name, email: `${id}@example.com` })
const PEOPLE = [
  person('ana', 'Ana Silva'),
  person('ramos', 'Ana Silva Ramos'),
  person('ben', 'Ben O’Neil'),
  person('yuki', '佐藤 由紀'),
]
const found = (summary: string, addresses: string[] = [], people: Record<string, string> = {}) =>
  findEventPeople({ summary, addresses }, PEOPLE, people)

test('whoever takes part by mail address is meant, whatever the words say', () => {
  expect(found('On call: Ben O’Neil', ['ANA@example.com'.toLowerCase()])).toEqual(['ana'])
  expect(found('On call', ['somebody@elsewhere.example'])).toEqual([])
})

test('a whole name in the words is meant, the longest first, whatever its case and the signs around it', () => {
  expect(found('On Call - ANA SILVA - Vendor')).toEqual(['ana'])
  expect(found('Ana Silva Ramos (vendor)')).toEqual(['ramos'])
  expect(found("ben o'neil, Ana Silva")).toEqual(['ana', 'ben'])
  expect(found('当番: 佐藤 由紀')).toEqual(['yuki'])
  expect(found('Anabel Silvano')).toEqual([])
})

test('what the calendar’s own list says of names and addresses goes first', () => {
  expect(found('Vendor: A. Silva', [], { 'A. Silva': 'ana' })).toEqual(['ana'])
  expect(found('Ben O’Neil', [], { 'Ben O’Neil': 'yuki' })).toEqual(['yuki'])
  expect(found('', ['oncall@vendor.example'], { 'OnCall@vendor.example': 'ben' })).toEqual(['ben'])
})
