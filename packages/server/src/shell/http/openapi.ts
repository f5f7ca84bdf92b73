import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { API_PREFIX } from './api.ts'
import { docsFiles } from './docs/docs-files.ts'

type Description = ReturnType<typeof jsonSchemaTransformObject>

const DESCRIPTION = [
  'Names are in snake_case, instants in RFC 3339. A list answers `{ "items": […], "next": … }`: send `next` as `cursor` for the',
  'next page. An error answers `{ "error": { "code", "message", "mend", "details", "request_id" } }`. Sign in with',
  '`Authorization: Bearer <key>`, or from the console with its session cookie; then every request that changes something carries',
  'the token of `GET /session` in the header `X-CSRF-Token`.',
].join(' ')

/**
 * Describes every route of the API that is registered after it, and answers the description at `/api/v1/openapi.json` and a page
 * for reading it at `/api/v1/docs`.
 */
export async function registerOpenApi(app: FastifyInstance, options: { version: string }): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Tocsin',
        version: options.version,
        description: DESCRIPTION,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: 'tocsin_session' },
          key: { type: 'http', scheme: 'bearer' },
        },
      },
    },
    transform: (input) =>
      input.url.startsWith(`${API_PREFIX}/`) && input.schema?.operationId !== undefined
        ? jsonSchemaTransform(input)
        : { schema: { ...input.schema, hide: true }, url: input.url },
    transformObject: (input) => withoutUnusedSchemas(jsonSchemaTransformObject(input)),
  })
  const open = { exposeHeadRoute: true, config: { access: 'anyone' } } as const
  app.get(`${API_PREFIX}/openapi.json`, open, async (_request, reply) =>
    reply.type('application/json; charset=utf-8').serializer(JSON.stringify).send(app.swagger()),
  )
  for (const { path, type, text } of docsFiles()) {
    app.get(`${API_PREFIX}/docs${path}`, open, async (_request, reply) =>
      reply.type(type).header('cache-control', 'no-cache').send(text),
    )
  }
}

/** Every schema comes twice, as what is taken and as what is given, and most are only given: nobody wants to read the others. */
function withoutUnusedSchemas(description: Description): Description {
  const { components, ...rest } = description as { components?: { schemas?: Record<string, unknown> } }
  const schemas = new Map(Object.entries(components?.schemas ?? {}))
  const used = new Set<string>()
  const waiting: unknown[] = [rest]
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    for (const [, name = ''] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (used.has(name)) continue
      used.add(name)
      waiting.push(schemas.get(name))
    }
  }
  const kept = Object.fromEntries([...schemas].filter(([name]) => used.has(name)))
  return { ...rest, components: { ...components, schemas: kept } } as Description
}
