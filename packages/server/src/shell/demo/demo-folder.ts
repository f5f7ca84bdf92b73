/** The data folder of the demo. A file in it says that nothing in it is real; without that file a folder is never touched. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { z } from 'zod'

const DEMO_FILE = 'demo.json'

const settings = z.object({
  version: z.literal(1),
  /** Everything that happens follows from it and from the calendar. */
  seed: z.int(),
  /** The span that was filled when the demo was made. */
  begunAt: z.int(),
  madeAt: z.int(),
  /** Of everybody in the demo. */
  password: z.string(),
  /** The keys of the sources are made of it. */
  keySeed: z.string(),
})

export type DemoSettings = Omit<z.output<typeof settings>, 'begunAt' | 'madeAt'> & { begunAt: Instant; madeAt: Instant }

export type DemoFolder = { settings: DemoSettings; isNew: boolean } | { problem: string }

export function isDemoFolder(dataDir: string): boolean {
  return existsSync(join(dataDir, DEMO_FILE))
}

/** Opens the demo of a folder, or makes one of `fresh` where there is nothing yet. Says why when neither is possible. */
export function openDemoFolder(dataDir: string, fresh: () => DemoSettings): DemoFolder {
  const file = join(dataDir, DEMO_FILE)
  if (existsSync(file)) return readSettings(file)
  if (existsSync(dataDir) && readdirSync(dataDir).length > 0)
    return {
      problem: `The folder ${dataDir} holds something that is not the demo, perhaps a real installation: the demo never writes there. Leave --data away, or name an empty folder, for example --data ./data-demo`,
    }
  const made = fresh()
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  writeFileSync(file, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 })
  return { settings: made, isNew: true }
}

function readSettings(file: string): DemoFolder {
  const damaged = {
    problem: `${file} is damaged, or of another version of the demo. Delete its folder, and the demo is made anew`,
  }
  try {
    const read = settings.safeParse(JSON.parse(readFileSync(file, 'utf8')))
    return read.success ? { settings: read.data as DemoSettings, isNew: false } : damaged
  } catch (error) {
    if (error instanceof SyntaxError) return damaged
    throw error
  }
}
