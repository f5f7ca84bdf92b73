import { writeCapabilities } from './capabilities.mjs'
import { consoleBuild } from './console-build.mjs'
import { databaseTemplate } from './database-template.mjs'
import { debianPackages } from './debian-packages.mjs'
import { dependencies } from './dependencies.mjs'
import { withLock } from './lock.mjs'
import { root, say } from './process.mjs'

// A step says whether it is done and does its work: `{ title, isDone(root), run(root) }`. `run` returns undefined, or a
// text that says what went wrong and what to do; that ends the preparation.

const stepsOf = {
  start: [dependencies, consoleBuild, databaseTemplate],
  test: [debianPackages, dependencies, consoleBuild, databaseTemplate],
}

/** Returns the exit code. */
export function prepare(purpose) {
  const steps = stepsOf[purpose]
  if (!steps) {
    say(`expected “start” or “test”, not “${purpose ?? ''}”: node tools/setup/prepare.mjs start`)
    return 2
  }
  // Two nodes may be started from one checkout at once; the second waits, and then finds everything done.
  const problem = steps.every((step) => step.isDone(root)) ? undefined : withLock(root, () => runAll(steps))
  if (problem !== undefined) {
    say(problem)
    return 1
  }
  if (purpose === 'test') writeCapabilities(root)
  return 0
}

function runAll(steps) {
  for (const step of steps) {
    if (step.isDone(root)) continue
    say(`${step.title} …`)
    const problem = step.run(root)
    if (problem !== undefined) return problem
  }
  return undefined
}
