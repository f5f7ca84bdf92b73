/** Settings of a source that depend on its system, and how adapters read them. */
import type { SourceOptions } from '@tocsin/core/people/directory.ts'
import { z } from 'zod'

/** What a source watches. Every source may say it. */
export const LAYERS = ['infrastructure', 'application', 'business'] as const

const layer = z
  .enum(LAYERS, { error: `expected one of ${LAYERS.join(', ')}` })
  .meta({ examples: ['business'] })
  .optional()

/** The form of the settings of a system: its own beside those that all have. Other fields are refused, with what there is. */
export function optionsForm(own: z.ZodRawShape | undefined): z.ZodObject {
  const shape = { layer, ...own }
  const known = Object.keys(shape).join(', ')
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `is no setting of this system. There are ${known}.`
        : 'expected settings, each with a value',
  })
}

/** The settings as adapters read them: what is stored was checked, but perhaps by a release that knew others. */
export function optionTexts(options: SourceOptions | undefined, name: string): string[] {
  const value = options?.[name]
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : []
}

export function optionText(options: SourceOptions | undefined, name: string): string | undefined {
  const value = options?.[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

export function isOptionOn(options: SourceOptions | undefined, name: string): boolean {
  return options?.[name] === true
}
