import type { Path, Place } from './yaml-text.ts'

/** One thing that is wrong with a configuration file. `path` is empty for what concerns the file as such. */
export interface FileProblem extends Place {
  file: string
  path: string
  problem: string
  example?: string
}

/** `tocsin.yaml:3:5: users[0].email: expected one mail address, for example "ana@example.com"` */
export function formatProblem({ file, line, column, path, problem, example }: FileProblem): string {
  const where = path === '' ? '' : `${path}: `
  return `${file}:${line}:${column}: ${where}${problem}${example === undefined ? '' : `, for example ${example}`}`
}

/** `users[0].email` */
export function formatPath(path: Path): string {
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index > 0 ? '.' : ''}${step}`)).join('')
}
