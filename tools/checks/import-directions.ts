import { allImports } from './imports.ts'
import { type Check, isSource, isTestCode, type SourceTree, type Violation } from './tree.ts'

// core ← adapters ← server and core ← web. Nobody imports web, sim, standins or bench but those that try the product out.
// Inside a package a step never imports another step; inside adapters a system never imports another system.

export const steps = ['detect', 'record', 'classify', 'prioritise', 'respond', 'resolve', 'close', 'learn'] as const

/** What a part of the house may import besides itself. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  core: [],
  adapters: ['core'],
  server: ['core', 'adapters'],
  web: ['core'],
  standins: [],
  sim: ['core', 'adapters', 'server', 'web', 'standins'],
  bench: ['core', 'adapters', 'server', 'standins', 'sim'],
  e2e: ['core', 'adapters', 'server', 'web', 'standins', 'sim', 'bench'],
  tools: ['core', 'adapters', 'server'],
}

/** Where the steps are put together; only here may several of them meet. */
const compositions = [
  /^packages\/core\/src\/incident(-[a-z]+)?\.ts$/,
  /^packages\/server\/src\/main\.ts$/,
  /^packages\/server\/src\/shell\/app\//,
  /^packages\/server\/src\/cli\//,
  /^packages\/web\/src\/app\//,
  /^packages\/web\/src\/main\.tsx$/,
]

export const importDirections: Check = {
  name: 'imports go one way',
  find: (tree) =>
    productImports(tree).flatMap(({ from, target, line }) => {
      const message =
        wrongPart(from, target) ?? testCode(from, target) ?? wrongStep(from, target) ?? wrongSystem(from, target)
      return message === undefined ? [] : [{ path: from, line, message } satisfies Violation]
    }),
}

type Edge = { readonly from: string; readonly target: string; readonly line: number }

function productImports(tree: SourceTree): readonly Edge[] {
  const sources = tree.paths.filter((path) => isSource(path) && !isTestCode(path))
  return [...allImports(tree, sources)].flatMap(({ from, target, line }) =>
    target === undefined ? [] : [{ from, target, line }],
  )
}

/** `core` for packages/core/…, `tools` for tools/…; undefined for files at the root. */
export function partOf(path: string): string | undefined {
  const [first, second, third] = path.split('/')
  if (first === 'packages') return third === undefined ? undefined : second
  return second === undefined ? undefined : first
}

function wrongPart(from: string, target: string): string | undefined {
  const [here, there] = [partOf(from), partOf(target)]
  if (here === undefined || there === undefined || here === there) return undefined
  const allowed = mayImport[here] ?? []
  if (allowed.includes(there)) return undefined
  const list = allowed.length === 0 ? 'nothing else of the house' : `only ${allowed.join(', ')}`
  return `${here} imports ${there} (${target}); ${here} may import ${list}`
}

/** Measurements and simulations are no product: they start databases and stand-ins as the tests do. */
function testCode(from: string, target: string): string | undefined {
  if (partOf(from) === 'bench' || partOf(from) === 'sim') return undefined
  return isTestCode(target) ? `product code imports test code (${target})` : undefined
}

/** The step whose folder holds a path: `packages/core/src/respond/x.ts` or `packages/web/src/features/respond/x.tsx`. */
function stepOf(path: string): { readonly pkg: string; readonly step: string | undefined } | undefined {
  const match = /^packages\/([^/]+)\/src\/(?:features\/)?([^/]+)\//.exec(path)
  const [, pkg, folder] = match ?? []
  if (pkg === undefined || folder === undefined) return undefined
  return { pkg, step: steps.find((step) => step === folder) }
}

function wrongStep(from: string, target: string): string | undefined {
  if (compositions.some((pattern) => pattern.test(from))) return undefined
  const there = stepOf(target)
  if (there?.step === undefined) return undefined
  const here = stepOf(from)
  if (here && (here.pkg !== there.pkg || here.step === there.step)) return undefined
  if (here === undefined && !from.startsWith(`packages/${there.pkg}/`)) return undefined
  const who = here?.step === undefined ? 'a file outside the steps' : `the step ${here.step}`
  return `${who} imports the step ${there.step} (${target}); steps meet in the kernel, in a composition file, and through facts`
}

function systemOf(path: string): string | undefined {
  return /^packages\/adapters\/src\/((?:in|out|link)\/[^/]+)\//.exec(path)?.[1]
}

function wrongSystem(from: string, target: string): string | undefined {
  const [here, there] = [systemOf(from), systemOf(target)]
  if (here === undefined || there === undefined || here === there) return undefined
  return `the adapter ${here} imports the adapter ${there} (${target}); what two systems share stands beside their folders`
}
