/**
 * Types alone: which paths the server has, what each takes and what it answers, read out of the generated `schema.ts`. A route that
 * is renamed, or an answer that changes its shape, breaks the type check of whoever asks for it.
 */
import type { paths } from './schema.ts'

type Root = '/api/v1'
export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

/** `/api/v1/incidents/{id}/facts` → `/incidents/${string}/facts`: what a path looks like once its ids are filled in. */
type Filled<Path> = Path extends `${infer Before}{${string}}${infer After}`
  ? `${Before}${string}${Filled<After>}`
  : Path

type Template<M extends Method> = {
  [Path in keyof paths]: paths[Path] extends Record<M, object> ? Path : never
}[keyof paths]

/** Every path that answers to a method, with any text where an id stands. */
export type ApiPath<M extends Method> =
  Template<M> extends infer Path ? (Path extends `${Root}${infer Rest}` ? Filled<Rest> : never) : never

/** Every path that something can be sent to. */
export type WritePath = { [M in Exclude<Method, 'get'>]: ApiPath<M> }[Exclude<Method, 'get'>]

/** Whether a filled-in path is that of a template, part by part: an id is one part, never two. */
type IsOf<Path, Pattern> = Path extends `${infer Part}/${infer Rest}`
  ? Pattern extends `${infer Wanted}/${infer WantedRest}`
    ? IsPart<Part, Wanted> extends true
      ? IsOf<Rest, WantedRest>
      : false
    : false
  : Pattern extends `${string}/${string}`
    ? false
    : IsPart<Path, Pattern>

type IsPart<Part, Wanted> = Wanted extends `{${string}}` ? true : Part extends Wanted ? true : false

/** A path that stands there word for word is meant, before one where an id could be those words: `/incidents/count`. */
type OperationOf<M extends Method, Path> = Path extends string
  ? `${Root}${Path}` extends Template<M>
    ? At<M, `${Root}${Path}`>
    : Matching<M, Path>
  : never

type At<M extends Method, Path extends keyof paths> = paths[Path] extends Record<M, infer Operation> ? Operation : never

type Matching<M extends Method, Path> = {
  [Each in Template<M>]: Each extends `${Root}${infer Pattern}`
    ? true extends IsOf<Path, Pattern>
      ? At<M, Each>
      : never
    : never
}[Template<M>]

type JsonOf<Answer> = Answer extends { content: { 'application/json': infer Body } } ? Body : undefined

type Success<Responses> = {
  [Status in keyof Responses]: Status extends 200 | 201 | 202 | 204 ? JsonOf<Responses[Status]> : never
}[keyof Responses]

/** The parsed body of success; `undefined` when it has none. */
export type AnswerOf<M extends Method, Path> =
  OperationOf<M, Path> extends { responses: infer Responses } ? Success<Responses> : never

/** The values of the query, by the names that the path knows; lists are written with commas. */
export type QueryOf<M extends Method, Path, Value> =
  OperationOf<M, Path> extends { parameters: { query?: infer Query } }
    ? [Query] extends [undefined]
      ? Record<string, never>
      : { [Name in keyof NonNullable<Query>]?: NonNullable<Query>[Name] | Value }
    : never

/** What a request must carry. */
export type BodyOf<M extends Method, Path> =
  OperationOf<M, Path> extends { requestBody?: { content: { 'application/json': infer Body } } } ? Body : undefined

/** The further arguments of a request, or none that fit when the server has no such path. */
export type Checked<M extends Method, Path, Arguments extends unknown[]> = [OperationOf<M, Path>] extends [never]
  ? [path: 'the server has no such path']
  : Arguments
