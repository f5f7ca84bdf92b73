import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    newSeed: number
  }
}

/** A seed of the day and the second: every run of the tests tries one that nobody tried before, and prints it. */
export function setup(project: TestProject): void {
  const newSeed = Math.floor(Date.now() / 1_000) % 1_000_000_000
  console.log(`The simulator's new seed is ${newSeed}; again: npm run sim -- --seed ${newSeed}`)
  project.provide('newSeed', newSeed)
}
