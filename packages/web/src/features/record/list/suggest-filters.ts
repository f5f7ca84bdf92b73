/** What one could be about to type into the filter field. */
import { CHOICES, isChoiceField, isMomentField, QUERY_FIELDS } from '@tocsin/core/record/query/query-fields.ts'

export interface KnownNames {
  service: readonly string[]
  team: readonly string[]
  owner: readonly string[]
}

const spans = ['1h', '24h', '7d', '30d']
const shownMax = 12

/** Whole texts of the field, of which the last word is completed. */
export function suggestFilters(written: string, names: KnownNames): string[] {
  const [, before = '', word = ''] = /^([\s\S]*?)(\S*)$/.exec(written) ?? []
  const sign = word.startsWith('-') ? '-' : ''
  const rest = word.slice(sign.length)
  const colon = rest.indexOf(':')
  const completed =
    colon < 0
      ? QUERY_FIELDS.filter((field) => field.startsWith(rest.toLowerCase())).map((field) => `${field}:`)
      : valuesOf(rest.slice(0, colon).toLowerCase(), rest.slice(colon + 1), names)
  return completed
    .map((each) => `${before}${sign}${each}`)
    .filter((each) => each !== written)
    .slice(0, shownMax)
}

/** After a comma a further value is chosen; those that stand there already are not offered again. */
function valuesOf(field: string, typed: string, names: KnownNames): string[] {
  const comma = typed.lastIndexOf(',')
  const chosen = typed.slice(0, comma + 1)
  const begun = typed.slice(comma + 1).toLowerCase()
  const taken = chosen.split(',')
  return knownOf(field, names)
    .filter((value) => value.toLowerCase().includes(begun) && !taken.includes(value))
    .map((value) => `${field}:${chosen}${value}`)
}

function knownOf(field: string, names: KnownNames): readonly string[] {
  if (isChoiceField(field)) return CHOICES[field]
  if (isMomentField(field)) return spans
  if (field === 'owner') return ['me', 'none', ...names.owner]
  if (field === 'service' || field === 'team') return names[field]
  return []
}
