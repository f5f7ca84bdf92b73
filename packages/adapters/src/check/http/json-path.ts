/**
 * Tests on a value inside of a JSON body. A path is a member or an index after another: `$.items[0].state`, `$['odd name']`; the
 * singular queries of JSONPath (RFC 9535 §2.3.5.1), which name one value at most.
 */
import { z } from 'zod'

const STEP =
  /^(?:\.([A-Za-z_\u0080-\uffff][\w\u0080-\uffff-]*)|\[(-?\d{1,6})\]|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\])/u
const TESTS = ['equals', 'not_equals', 'contains', 'above', 'below', 'exists'] as const
const STEPS_MAX = 50

const pathField = z
  .string('expected a path')
  .max(500, 'has more than 500 characters')
  .superRefine((text, context) => {
    if (parsePath(text) === undefined)
      context.addIssue({ code: 'custom', message: 'expected a path such as $.status or $.items[0].state' })
  })

export const jsonTestForm = z.strictObject(
  {
    path: pathField,
    test: z.enum(TESTS, { error: `expected one of ${TESTS.join(', ')}` }).default('equals'),
    value: z
      .union(
        [z.string().max(4096), z.number(), z.boolean(), z.null()],
        'expected a text, a number, true, false or null',
      )
      .optional(),
  },
  {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? 'is no field here. There are path, test, value.'
        : 'expected a path, a test and a value',
  },
)
export type JsonTest = z.output<typeof jsonTestForm>

/** The steps of a path; undefined where it is none. */
export function parsePath(text: string): (string | number)[] | undefined {
  if (!text.startsWith('$')) return undefined
  const steps: (string | number)[] = []
  let rest = text.slice(1)
  while (rest !== '') {
    const match = STEP.exec(rest)
    if (!match || steps.length >= STEPS_MAX) return undefined
    const [whole, member, index, single, double] = match
    const quoted = single ?? double
    steps.push(index !== undefined ? Number(index) : (member ?? (quoted ?? '').replace(/\\(.)/g, '$1')))
    rest = rest.slice(whole.length)
  }
  return steps
}

/** The value at a path; undefined where there is none. */
export function valueAt(body: unknown, steps: readonly (string | number)[]): unknown {
  let at = body
  for (const step of steps) {
    if (Array.isArray(at) && typeof step === 'number') at = at.at(step)
    else if (typeof at === 'object' && at !== null && Object.hasOwn(at, step))
      at = (at as Record<string, unknown>)[step]
    else return undefined
  }
  return at
}

/** The first test that does not hold, as a sentence. */
export function judgeJson(tests: readonly JsonTest[], body: string): string | undefined {
  if (tests.length === 0) return undefined
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    return 'the body is no JSON'
  }
  for (const test of tests) {
    const found = valueAt(parsed, parsePath(test.path) ?? [])
    if (!holds(test, found))
      return `${test.path} ${SAYS[test.test]} ${test.test === 'exists' ? '' : shown(test.value)} (it is ${shown(found)})`.replace(
        '  ',
        ' ',
      )
  }
  return undefined
}

const SAYS: Record<(typeof TESTS)[number], string> = {
  equals: 'is not',
  not_equals: 'is',
  contains: 'does not contain',
  above: 'is not above',
  below: 'is not below',
  exists: 'is missing',
}

function holds({ test, value }: JsonTest, found: unknown): boolean {
  switch (test) {
    case 'exists':
      return found !== undefined
    case 'equals':
      return isSame(found, value)
    case 'not_equals':
      return !isSame(found, value)
    case 'contains':
      return Array.isArray(found)
        ? found.some((each) => isSame(each, value))
        : typeof found === 'string' && found.includes(String(value))
    case 'above':
      return Number.isFinite(Number(found)) && found !== null && Number(found) > Number(value)
    case 'below':
      return Number.isFinite(Number(found)) && found !== null && Number(found) < Number(value)
  }
}

/** Forms send texts: `"5"` is what `5` is meant by. */
function isSame(found: unknown, wanted: unknown): boolean {
  if (found === undefined) return false
  return found === wanted || (typeof found !== 'object' && String(found) === String(wanted))
}

function shown(value: unknown): string {
  if (value === undefined) return 'missing'
  const text = JSON.stringify(value)
  return text.length > 100 ? `${text.slice(0, 99)}…` : text
}
