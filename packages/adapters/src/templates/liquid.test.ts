import { expect, test } from 'vitest'
import { checkTemplate, RENDERED_CHARS_MAX, renderTemplate, TEMPLATE_CHARS_MAX, type TemplateValues } from './liquid.ts'

const VALUES: TemplateValues = {
  incident: { id: 'INC-2026-000001', title: 'Disk full', services: ['Shop', 'Payments'] },
  links: { acknowledge: 'https://tocsin.example.com/a/1' },
}

test('values, lists and conditions are written out', () => {
  const text =
    '{% if incident.services.size > 1 %}{{ incident.services | join: " + " }}: {% endif %}{{ incident.title | upcase }}'
  expect(renderTemplate(text, VALUES)).toEqual({ text: 'Shop + Payments: DISK FULL' })
  expect(checkTemplate(text, VALUES)).toEqual([])
})

test('what is written wrong is named with its line and column', () => {
  expect(checkTemplate('Hello\n  {{ incident.titel }}', VALUES)).toEqual([
    { line: 2, column: 6, problem: 'there is no incident.titel; there are id, title, services' },
  ])
  expect(checkTemplate('{{ person.name }}', VALUES)).toMatchObject([{ line: 1, column: 4 }])
  expect(checkTemplate('{{ incident }}', VALUES)).toMatchObject([{ problem: expect.stringContaining('incident.id') }])
  expect(checkTemplate('a\n{% if incident.id %}', VALUES)).toMatchObject([
    { line: 2, column: 1, problem: expect.stringContaining('not closed') },
  ])
  expect(checkTemplate('{{ incident.id | nope }}', VALUES)).toMatchObject([{ problem: 'undefined filter: nope' }])
})

test.each([
  "{% include 'x' %}",
  "{% render 'x' %}",
  "{% layout 'x' %}",
  '{{ "now" | date: "%Y" }}',
  '{{ incident.id | where_exp: "a", "b" }}',
])('files, the clock and evaluation are out of reach: %s', (text) =>
  expect(checkTemplate(text, VALUES)).toHaveLength(1),
)

test('nothing but the values themselves can be read', () => {
  expect(
    renderTemplate('{{ incident.constructor }}{{ constructor }}{{ incident.__proto__.toString }}', VALUES),
  ).toEqual({
    text: '',
  })
})

test.each([
  '{% for i in (1..99999999) %}x{% endfor %}',
  '{% for i in (1..3000) %}{% for j in (1..3000) %}{% endfor %}{% endfor %}',
  '{% assign s = "aaaaaaaaaa" %}{% for i in (1..40) %}{% assign s = s | append: s %}{% endfor %}{{ s }}',
])('what would take for ever or all of the memory ends as a problem: %s', (text) => {
  expect(renderTemplate(text, VALUES)).toMatchObject({ problem: expect.stringContaining('limit exceeded') })
})

test('what comes out is bounded, and so is what goes in', () => {
  const long = '{% for i in (1..900) %}0123456789{% endfor %}'
  const rendered = renderTemplate(long, VALUES)
  expect('text' in rendered && rendered.text.length).toBeLessThanOrEqual(RENDERED_CHARS_MAX)
  expect(checkTemplate('x'.repeat(TEMPLATE_CHARS_MAX + 1), VALUES)).toHaveLength(1)
})
