import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Engine } from './target.ts'
import { OWN_SERVER } from './tocsin-target.ts'

export const SECTIONS = [
  'ingest',
  'storm',
  'dependants',
  'latency',
  'paging-behind-chat',
  'wakes',
  'search',
  'list',
  'console',
  'kill',
  'memory',
  'on-call',
] as const
export type Section = (typeof SECTIONS)[number]

export interface BenchOptions {
  sections: readonly Section[]
  engines: readonly Engine[]
  isQuick: boolean
  isJson: boolean
  /** Without Alertmanager beside it. */
  isAlone: boolean
  server: string
  profileFolder: string | null
  /** With event rules, silences and inhibitions in force, beside the same without. */
  hasRules: boolean
}

const ENGINES: Record<string, readonly Engine[]> = {
  postgres: ['postgres'],
  embedded: ['embedded'],
  both: ['postgres', 'embedded'],
}

export const HELP = `npm run bench -- [options]

  --engine postgres|embedded|both   what Tocsin runs on (both)
  --only ${SECTIONS.join(',')}
                                    some sections, separated by commas (all)
  --quick                           one short round instead of three, fewer samples
  --alone                           without Alertmanager beside it
  --json                            figures as JSON on standard output instead of tables
  --profile <folder>                write CPU profiles of the server there and print where the time went
  --quiet-rules                     with 50 event rules, 20 silences and 10 inhibitions beside the same without
  --server <main.ts>                measure the server of another checkout

Tables go to standard output, progress to standard error. The exit code is 1 when anything acknowledged was lost.`

/** Reads the arguments; a text says what is wrong with them, or is the help. */
export function parseOptions(args: readonly string[]): BenchOptions | string {
  let values: Record<string, string | boolean | undefined>
  try {
    values = parseArgs({
      args: [...args],
      options: {
        engine: { type: 'string', default: 'both' },
        only: { type: 'string', default: SECTIONS.join(',') },
        quick: { type: 'boolean', default: false },
        alone: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        profile: { type: 'string' },
        'quiet-rules': { type: 'boolean', default: false },
        server: { type: 'string', default: OWN_SERVER },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values
  } catch (error) {
    return `${(error as Error).message}\n\n${HELP}`
  }
  if (values.help) return HELP
  const engines = ENGINES[String(values.engine)]
  if (!engines) return `--engine ${values.engine}: expected one of ${Object.keys(ENGINES).join(', ')}`
  const names = String(values.only).split(',')
  const unknown = names.find((name) => !SECTIONS.some((section) => section === name))
  if (unknown !== undefined) return `--only ${unknown}: expected some of ${SECTIONS.join(', ')}`
  return {
    sections: SECTIONS.filter((section) => names.includes(section)),
    engines,
    isQuick: values.quick === true,
    isJson: values.json === true,
    isAlone: values.alone === true,
    server: resolve(String(values.server)),
    profileFolder: typeof values.profile === 'string' ? resolve(values.profile) : null,
    hasRules: values['quiet-rules'] === true,
  }
}
