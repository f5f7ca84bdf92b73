/** Reads a configuration file: YAML, then variables, then the form. Whatever is wrong is found at once, with its place. */
import type { z } from 'zod'
import type { Environment } from '../options.ts'
import type { FieldProblem } from '../references.ts'
import { exampleOf } from './example-of.ts'
import { type FileForm, fileForm } from './file-form.ts'
import { type FileProblem, formatPath } from './file-problem.ts'
import { fillVariables, hideValues, uncover } from './variables.ts'
import { type Path, type Place, parseYaml, type YamlText } from './yaml-text.ts'

/** What somebody gives to be applied. `name` is how messages call the file. */
export interface GivenFile {
  name: string
  text: string
  environment: Environment
}

export interface ReadFile {
  form: FileForm
  /** A problem of the form's content, put to its place. */
  locate(problem: FieldProblem): FileProblem
}

const PROBLEMS_MAX = 50

/** A file that cannot be applied, with what is right of it, so that all that is wrong can be said at once. */
export interface WrongFile {
  problems: FileProblem[]
  /** `isWrong`: whether a text names an entry that is left out of the form, because it is wrong itself. */
  rest?: ReadFile & { isWrong(text: string): boolean }
}

export function readFile({ name, text, environment }: GivenFile): ReadFile | WrongFile {
  const yaml = parseYaml(text)
  if ('problems' in yaml) return { problems: yaml.problems.map((problem) => ({ file: name, path: '', ...problem })) }
  const filling: Filling = { environment, used: new Map(), problems: [] }
  const value = fill(yaml.value, [], filling)
  const toProblem = (path: Path, problem: string, place: Place): FileProblem => {
    const example = /example/.test(problem) ? undefined : exampleOf(fileForm, path)
    return {
      ...place,
      file: name,
      path: hideValues(formatPath(path), filling.used),
      problem: hideValues(problem, filling.used),
      ...(example !== undefined && wantsExample(problem) && { example }),
    }
  }
  const locate = ({ path, problem }: FieldProblem) => toProblem(path, problem, yaml.placeOf(path))
  const parsed = fileForm.safeParse(withoutEmptySections(value))
  const variables = filling.problems.map(locate)
  if (parsed.success && variables.length === 0) return { form: parsed.data, locate }
  const wrongPaths = new Set(filling.problems.map(({ path }) => formatPath(path)))
  const issues = (parsed.error?.issues ?? []).flatMap((issue) => problemsOfIssue(issue, yaml, toProblem))
  const problems = inOrder([...variables, ...issues.filter(({ path }) => !wrongPaths.has(path))])
  return { problems, ...restOf(value, parsed.error?.issues ?? [], locate) }
}

/** Nothing where a section or the file as a whole is wrong. */
function restOf(
  value: unknown,
  issues: readonly z.core.$ZodIssue[],
  locate: ReadFile['locate'],
): Pick<WrongFile, 'rest'> {
  const sections = Object.entries(withoutEmptySections(value) ?? {})
  /** Of the entries of a section that are right, where they stand in the file. */
  const places = new Map<string, number[]>()
  const names: string[] = []
  const right = sections.map(([section, entries]): [string, unknown] => {
    if (!Array.isArray(entries)) return [section, entries]
    const wrong = new Set(issues.flatMap(({ path: [of, index] }) => (of === section ? [index] : [])))
    const kept = entries.flatMap((_, index) => (wrong.has(index) ? [] : [index]))
    places.set(section, kept)
    names.push(...entries.filter((_, index) => wrong.has(index)).flatMap(namesOf))
    return [section, kept.map((index) => entries[index])]
  })
  const parsed = fileForm.safeParse(Object.fromEntries(right))
  if (!parsed.success) return {}
  const inFile = ([section, index, ...path]: Path): Path => {
    const place = typeof index === 'number' ? places.get(String(section))?.[index] : undefined
    return section === undefined || index === undefined ? [section ?? []].flat() : [section, place ?? index, ...path]
  }
  return {
    rest: {
      form: parsed.data,
      locate: ({ path, problem }) => locate({ path: inFile(path), problem }),
      isWrong: (text) => names.some((each) => text.includes(`"${each}"`)),
    },
  }
}

function namesOf(entry: unknown): string[] {
  const { id, email } = (entry ?? {}) as { id?: unknown; email?: unknown }
  return [id, email].filter((each) => typeof each === 'string')
}

export function inOrder(problems: readonly FileProblem[]): FileProblem[] {
  return [...problems].sort((a, b) => a.line - b.line || a.column - b.column).slice(0, PROBLEMS_MAX)
}

interface Filling {
  environment: Environment
  used: Map<string, string>
  problems: FieldProblem[]
}

function fill(value: unknown, path: Path, filling: Filling): unknown {
  if (typeof value === 'string') {
    const { text, problems } = fillVariables(value, filling.environment, filling.used)
    filling.problems.push(...problems.map((problem) => ({ path, problem })))
    return text
  }
  if (Array.isArray(value)) return value.map((each, index) => fill(each, [...path, index], filling))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [uncover(key), fill(each, [...path, uncover(key)], filling)]),
  )
}

/** `teams:` with nothing behind it is a section without entries. */
function withoutEmptySections(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value ?? {}
  return Object.fromEntries(Object.entries(value).filter(([, section]) => section !== null))
}

function problemsOfIssue(
  issue: z.core.$ZodIssue,
  yaml: YamlText,
  toProblem: (path: Path, problem: string, place: Place) => FileProblem,
): FileProblem[] {
  const path = issue.path.filter((step) => typeof step !== 'symbol')
  if (issue.code !== 'unrecognized_keys') return [toProblem(path, issue.message, yaml.placeOf(path))]
  return issue.keys.map((key) => {
    const at = [...path, key]
    return toProblem(at, unknownField(issue, key), yaml.placeOfKey(at))
  })
}

/** The schema's message speaks of the first unknown field; for others it is asked again. */
function unknownField(issue: z.core.$ZodIssueUnrecognizedKeys, key: string): string {
  return issue.keys[0] === key ? issue.message : 'is no field here.'
}

/** Sentences that end with a full stop have said already what would do. */
function wantsExample(problem: string): boolean {
  return !/[.?]$/.test(problem)
}
