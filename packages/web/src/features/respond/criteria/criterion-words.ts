/** Conditions of criteria in words: the forms that people write most, as parts of a sentence. What is of another form is shown as it stands. */

export type ConditionKey =
  | 'noEnd'
  | 'endLate'
  | 'noCause'
  | 'cause'
  | 'spread'
  | 'needs'
  | 'priority'
  | 'severity'
  | 'growing'
  | 'wider'
  | 'worse'
  | 'acknowledged'
  | 'unacknowledged'
  | 'reports'

export interface ConditionPart {
  key: ConditionKey
  count?: number
  /** As it stands in the expression: `L3`, `P1`, `high`. */
  value?: string
}

export interface ConditionParts {
  parts: ConditionPart[]
  /** All of them, or one of them. */
  join: 'and' | 'or'
}

type Reader = (match: RegExpExecArray) => ConditionPart

const FORMS: readonly [RegExp, Reader][] = [
  [/^expected_in < 0$/, () => ({ key: 'noEnd' })],
  [/^expected_in > (\d{1,4})$/, (match) => ({ key: 'endLate', count: Number(match[1]) })],
  [/^!cause_known$/, () => ({ key: 'noCause' })],
  [/^cause_known$/, () => ({ key: 'cause' })],
  [/^services_added > (\d{1,3})$/, (match) => ({ key: 'spread', count: Number(match[1]) + 1 })],
  [/^services_added >= ([1-9]\d{0,2})$/, (match) => ({ key: 'spread', count: Number(match[1]) })],
  [/^needs == "(L2|L3|management|vendor)"$/, (match) => ({ key: 'needs', value: match[1] ?? '' })],
  [/^priority == "(P[1-5])"$/, (match) => ({ key: 'priority', value: match[1] ?? '' })],
  [/^severity == "(high|medium|low)"$/, (match) => ({ key: 'severity', value: match[1] ?? '' })],
  [/^impact_growing$/, () => ({ key: 'growing' })],
  [/^scope_widened$/, () => ({ key: 'wider' })],
  [/^severity_raised$/, () => ({ key: 'worse' })],
  [/^is_acknowledged$/, () => ({ key: 'acknowledged' })],
  [/^!is_acknowledged$/, () => ({ key: 'unacknowledged' })],
  [/^reports_added >= ([1-9]\d{0,3})$/, (match) => ({ key: 'reports', count: Number(match[1]) })],
  [/^reports_added > (\d{1,3})$/, (match) => ({ key: 'reports', count: Number(match[1]) + 1 })],
]

/** Undefined when a part has no words here, or when both ways of joining are used. */
export function readCondition(expression: string): ConditionParts | undefined {
  const text = expression.trim()
  const [ors, ands] = [text.split('||'), text.split('&&')]
  if (ors.length > 1 && ands.length > 1) return undefined
  const parts = (ors.length > 1 ? ors : ands).map(readPart)
  if (parts.some((part) => part === undefined)) return undefined
  return { parts: parts.flatMap((part) => part ?? []), join: ors.length > 1 ? 'or' : 'and' }
}

function readPart(text: string): ConditionPart | undefined {
  const plain = text.trim().replace(/\s+/g, ' ').replaceAll("'", '"')
  for (const [form, read] of FORMS) {
    const match = form.exec(plain)
    if (match) return read(match)
  }
  return undefined
}
