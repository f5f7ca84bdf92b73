/** Looks up the example of a field in the metadata of a schema. */
import { globalRegistry, type z } from 'zod'
import type { Path } from './yaml-text.ts'

interface Definition {
  innerType?: unknown
  in?: unknown
  out?: unknown
  element?: unknown
  valueType?: unknown
  shape?: Record<string, unknown>
  options?: readonly unknown[]
}

/** As it would stand in the file; undefined where the schema gives none. */
export function exampleOf(schema: unknown, path: Path): string | undefined {
  let at = schema
  for (const step of path) at = childOf(at, step)
  for (const layer of layersOf(at)) {
    const examples = globalRegistry.get(layer as z.ZodType)?.examples
    const [example] = Array.isArray(examples) ? (examples as unknown[]) : []
    if (example !== undefined) return JSON.stringify(example)
  }
  return undefined
}

function childOf(schema: unknown, step: string | number): unknown {
  for (const layer of layersOf(schema)) {
    const { shape, element, valueType } = definitionOf(layer)
    const child = typeof step === 'number' ? element : (shape?.[step] ?? valueType)
    if (child !== undefined) return child
  }
  return undefined
}

/** A schema and everything that it wraps: `optional`, `default`, transformations, the choices of a union. */
function layersOf(schema: unknown): unknown[] {
  if (typeof schema !== 'object' || schema === null || !('_zod' in schema)) return []
  const { innerType, in: input, out, options = [] } = definitionOf(schema)
  return [schema, ...[innerType, input, out, ...options].flatMap(layersOf)]
}

function definitionOf(schema: unknown): Definition {
  return (schema as { _zod: { def: Definition } })._zod.def
}
