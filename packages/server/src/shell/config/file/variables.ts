/**
 * `${NAME}` in a configuration file stands for a variable of the environment, `${NAME:-default}` for one that may be missing, and
 * `$${` for `${` itself. Before the YAML is parsed each of them is covered by letters of Unicode's private area, of the same
 * length: braces do not disturb YAML's own, positions stay right, and what a variable holds can never become structure.
 */
import { didYouMean } from '../nearest.ts'
import type { Environment } from '../options.ts'

/** An escape (with the brace that closes it, if there is one), a variable, or the start of something that is neither. */
const VARIABLE = /\$\$\{(?:[\w:-]*\})?|\$\{(\w*(?::-[^}\n]*)?)\}|\$\{[^\s}]{0,20}/g
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/
const NAME_AND_DEFAULT = /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s

/** Each byte of a character that YAML could take for its own is covered; the others stay readable in messages. */
const COVER_START = 0xe000
const COVERED = /[\uE000-\uE07F]/g

/** Covers every variable of a text. A text that uses the private letters itself loses nothing but is refused by the caller. */
export function coverVariables(text: string): string {
  return text.replace(VARIABLE, (whole) =>
    Array.from(whole, (letter) => {
      const code = letter.charCodeAt(0)
      return letter.length === 1 && code < 0x80 ? String.fromCharCode(COVER_START + code) : letter
    }).join(''),
  )
}

/** The text as it stood in the file. */
export function uncover(text: string): string {
  return text.replace(COVERED, (letter) => String.fromCharCode(letter.charCodeAt(0) - COVER_START))
}

export function usesCoverLetters(text: string): boolean {
  return /[\uE000-\uE07F]/.test(text)
}

export interface Filled {
  text: string
  /** What was wrong with the variables; the text is of no use then. */
  problems: string[]
}

/** Puts the values of variables into a scalar that was covered. `used` collects what was put in, by variable. */
export function fillVariables(covered: string, environment: Environment, used: Map<string, string>): Filled {
  const problems: string[] = []
  const text = uncover(covered).replace(VARIABLE, (whole, inner: string | undefined) => {
    if (whole.startsWith('$$')) return whole.slice(1)
    const [, name, fallback] = NAME_AND_DEFAULT.exec(inner ?? '') ?? []
    if (name === undefined) {
      problems.push(`"${whole}" is no variable: expected \${NAME} or \${NAME:-default}. Write $\${ for \${ itself.`)
      return whole
    }
    // As in a shell, `:-` also stands in for a variable that is empty.
    const value = fallback === undefined ? environment[name] : environment[name] || fallback
    if (value === undefined) {
      problems.push(`the variable ${name} is not set.${nearestVariable(name, environment)}`)
      return whole
    }
    used.set(name, value)
    return value
  })
  return { text, problems }
}

/** Takes what variables hold out of a message again, because most of them are secrets. */
export function hideValues(message: string, used: ReadonlyMap<string, string>): string {
  let hidden = message
  for (const [name, value] of used) if (value.length >= 3) hidden = hidden.replaceAll(value, `\${${name}}`)
  return hidden
}

/** The variables that a text names, for those who send it elsewhere to be applied. */
export function listVariables(text: string): string[] {
  const names = [...text.matchAll(VARIABLE)].flatMap(([, inner = '']) => NAME_AND_DEFAULT.exec(inner)?.[1] ?? [])
  return [...new Set(names)]
}

function nearestVariable(name: string, environment: Environment): string {
  return didYouMean(
    name,
    Object.keys(environment).filter((each) => NAME.test(each) && isAlike(name, each)),
  )
}

/** `CI_KEY` is another key than `AM_KEY`, though most of their letters agree: of each word half may be mistyped. */
function isAlike(name: string, other: string): boolean {
  const [words, others] = [name.split('_'), other.split('_')]
  if (words.length !== others.length) return true
  return words.every((word, index) => {
    const letters = [...word.toLowerCase()]
    const same = letters.filter((letter) => others[index]?.toLowerCase().includes(letter)).length
    return same * 2 >= letters.length
  })
}
