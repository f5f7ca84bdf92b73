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

export function readFile({ name, text, environment }: GivenFile): ReadFile | { problems: FileProblem[] } {
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
  return { problems: inOrder([...variables, ...issues.filter(({ path }) => !wrongPaths.has(path))]) }
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
