/**
 * Texts of an organisation in Liquid, kept within bounds: a few tags and filters, no files, no clock, and limits on time, memory and
 * length. What they give is plain text; whoever puts it into HTML, speech or a chat escapes it there.
 */
import { analyzeSync, Liquid, type Template, type Variable } from 'liquidjs'
import { clipChars } from '../out/plain-text.ts'

export const TEMPLATE_CHARS_MAX = 4_000
export const RENDERED_CHARS_MAX = 4_000
/** A template of the longest size takes about a millisecond; the clock goes on while a busy machine lets the process wait. */
const RENDER_MS_MAX = 250
const MEMORY_MAX = 200_000
const PARSED_KEPT_MAX = 100

const TAGS = ['if', 'unless', 'case', 'for', 'break', 'continue', 'assign', 'capture', 'comment', '#', 'raw', 'echo']
const FILTERS = [
  ...['append', 'prepend', 'capitalize', 'upcase', 'downcase', 'strip', 'lstrip', 'rstrip', 'strip_newlines', 'squish'],
  ...['truncate', 'truncatewords', 'replace', 'replace_first', 'remove', 'remove_first', 'slice', 'split', 'default'],
  ...['join', 'first', 'last', 'size', 'reverse', 'sort', 'uniq', 'concat', 'url_encode'],
  ...['plus', 'minus', 'times', 'divided_by', 'modulo', 'round'],
]

/** What a template may read: texts, numbers and lists of texts, in groups. */
export type TemplateValues = Readonly<Record<string, Readonly<Record<string, string | number | readonly string[]>>>>

/** Where lines and columns count from one. */
export interface TemplateProblem {
  line: number
  column: number
  problem: string
}

const engine = createEngine()
const parsed = new Map<string, Template[]>()

function createEngine(): Liquid {
  const liquid = new Liquid({
    ...{ strictFilters: true, ownPropertyOnly: true, dynamicPartials: false, relativeReference: false, templates: {} },
    ...{ parseLimit: TEMPLATE_CHARS_MAX, renderLimit: RENDER_MS_MAX, memoryLimit: MEMORY_MAX },
  })
  for (const name of Object.keys(liquid.tags)) if (!TAGS.includes(name)) delete liquid.tags[name]
  for (const name of Object.keys(liquid.filters)) if (!FILTERS.includes(name)) delete liquid.filters[name]
  return liquid
}

/**
 * What is wrong with a template, or nothing.
 *
 * @param known values of the shape that it will be rendered with: whatever it reads besides is named as a mistake
 */
export function checkTemplate(text: string, known: TemplateValues): TemplateProblem[] {
  const template = parse(text)
  if ('problem' in template) return [template]
  const unknown = Object.values(analyzeSync(template.parsed, { partials: false }).globals)
    .flat()
    .flatMap((variable): TemplateProblem[] => {
      const problem = problemOfVariable(variable, known)
      const { row, col } = variable.location
      return problem === undefined ? [] : [{ line: row, column: col, problem }]
    })
  if (unknown.length > 0) return unknown
  const rendered = renderTemplate(text, known)
  return 'problem' in rendered ? [rendered] : []
}

/** The text that a template gives, cut to {@link RENDERED_CHARS_MAX}; never throws. */
export function renderTemplate(text: string, values: TemplateValues): { text: string } | TemplateProblem {
  const template = parse(text)
  if ('problem' in template) return template
  try {
    return { text: clipChars(String(engine.renderSync(template.parsed, values)).trim(), RENDERED_CHARS_MAX) }
  } catch (error) {
    return problemOf(error)
  }
}

function parse(text: string): { parsed: Template[] } | TemplateProblem {
  const known = parsed.get(text)
  if (known) return { parsed: known }
  try {
    const template = engine.parse(text)
    if (parsed.size >= PARSED_KEPT_MAX) parsed.clear()
    parsed.set(text, template)
    return { parsed: template }
  } catch (error) {
    return problemOf(error)
  }
}

/** Liquid's own words, without the place, which stands beside them. */
function problemOf(error: unknown): TemplateProblem {
  const { message, token } = error as { message?: string; token?: { getPosition?(): number[] } }
  const [line = 1, column = 1] = token?.getPosition?.() ?? []
  const [first = ''] = String(message).split('\n')
  return { line, column, problem: first.replace(/, line:\d+, col:\d+$/, '').slice(0, 200) }
}

/** `incident.title`: a group and one of its values. What is looked up by another value cannot be told before. */
function problemOfVariable({ segments }: Variable, known: TemplateValues): string | undefined {
  const [group, name] = segments
  if (typeof group !== 'string' || !Object.hasOwn(known, group))
    return `there is no ${String(group)}; there are ${Object.keys(known).join(', ')}`
  const values = known[group] ?? {}
  if (name === undefined)
    return `${group} is a group; name one of its values, such as ${group}.${Object.keys(values)[0]}`
  if (typeof name === 'string' && !Object.hasOwn(values, name))
    return `there is no ${group}.${name}; there are ${Object.keys(values).join(', ')}`
  return undefined
}
