import { globalRegistry, type z } from 'zod'
import type { ProblemDetail } from './refusal.ts'

/** What a route says about its requests, by the names that Fastify uses. */
export interface RequestSchemas {
  body?: unknown
  querystring?: unknown
  params?: unknown
}

/** An error of the validator: the problems of one part of the request. */
interface ValidationError {
  validation: { instancePath: string; message?: string; params?: Record<string, unknown> }[]
  validationContext?: string
}

export function hasValidationProblems(thrown: unknown): thrown is ValidationError {
  return typeof thrown === 'object' && thrown !== null && 'validation' in thrown && Array.isArray(thrown.validation)
}

const DETAILS_MAX = 20

export function problemsOf(
  { validation, validationContext }: ValidationError,
  schemas?: RequestSchemas,
): ProblemDetail[] {
  const schema = schemas?.[validationContext as keyof RequestSchemas]
  return validation.slice(0, DETAILS_MAX).flatMap(({ instancePath, message, params }) => {
    const path = instancePath.split('/').filter((part) => part !== '')
    const unknown = Array.isArray(params?.keys) ? params.keys.map(String) : undefined
    if (unknown) return unknown.map((key) => ({ field: [...path, key].join('.'), problem: 'is not a known field' }))
    const example = exampleAt(schema, path)
    return [
      { field: path.join('.') || 'body', problem: message ?? 'is invalid', ...(example !== undefined && { example }) },
    ]
  })
}

/** The example that the schema gives for the field (`.meta({ examples })`), or the first of the values that it allows. */
function exampleAt(schema: unknown, path: readonly string[]): string | undefined {
  let at = schema
  for (const part of path) {
    const { shape, element } = unwrapped(at)
    at = shape?.[part] ?? element
  }
  for (let inner: unknown = at; isSchema(inner); inner = inner._zod.def.innerType) {
    const [example] = (globalRegistry.get(inner as z.ZodType)?.examples as unknown[] | undefined) ?? []
    if (example !== undefined) return typeof example === 'string' ? example : JSON.stringify(example)
    const [first] = Object.values(inner._zod.def.entries ?? {})
    if (first !== undefined) return String(first)
  }
  return undefined
}

interface Schema {
  _zod: {
    def: { innerType?: unknown; shape?: Record<string, unknown>; element?: unknown; entries?: Record<string, unknown> }
  }
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && '_zod' in value
}

/** Steps through `optional`, `nullable` and `default` to what they hold. */
function unwrapped(schema: unknown): Schema['_zod']['def'] {
  let at = schema
  while (isSchema(at) && at._zod.def.innerType !== undefined) at = at._zod.def.innerType
  return isSchema(at) ? at._zod.def : {}
}
