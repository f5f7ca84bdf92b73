/** What is wrong with a page for people who do not see it, or not well, or work with keys: by axe-core, in the page itself. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface AxeResults {
  violations: {
    id: string
    impact: string | null
    help: string
    nodes: { target: string[]; failureSummary: string }[]
  }[]
}

/** WCAG 2.2 A and AA, of the page or of a part of it. Each line names a rule and where it is broken; none is what a test wants. */
export async function axeViolations(page: Page, within = 'html'): Promise<string[]> {
  await page.evaluate(source)
  const { violations } = (await page.evaluate(
    `axe.run(${JSON.stringify(within)}, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] })`,
  )) as AxeResults
  return violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} (${impact}): ${target.join(' ')}: ${failureSummary}`),
  )
}
