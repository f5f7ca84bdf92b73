import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { keys } from '../../api/keys.ts'
import type { AnswerOf, BodyOf } from '../../api/paths.ts'
import { askJson, getJson, replaceJson, sendJson } from '../../api/request.ts'

export type TemplatePlace = AnswerOf<'get', '/message-templates/places'>['places'][number]
export type Template = AnswerOf<'get', '/message-templates'>['items'][number]
export type PreviewBody = BodyOf<'post', '/message-templates/preview'>

export const templatePlacesQuery = queryOptions({
  queryKey: keys.templatePlaces,
  queryFn: ({ signal }) => getJson('/message-templates/places', { signal }),
  staleTime: Number.POSITIVE_INFINITY,
})

export const templatesQuery = queryOptions({
  queryKey: keys.templates,
  queryFn: ({ signal }) => getJson('/message-templates', { query: { limit: 200 }, signal }),
  select: (page) => page.items,
})

export const templatePreviewQuery = (body: PreviewBody) =>
  queryOptions({
    queryKey: keys.templatePreview(body),
    queryFn: ({ signal }) => askJson('/message-templates/preview', { body, signal }),
    placeholderData: keepPreviousData,
  })

/** The newest incidents, on which a preview can be shown. */
export const previewIncidentsQuery = queryOptions({
  queryKey: keys.incidentList({ for: 'template-preview' }),
  queryFn: ({ signal }) => getJson('/incidents', { query: { limit: 20 }, signal }),
  select: (page) => page.items,
})

export interface TemplateWords {
  subject?: string
  body: string
}

const pathOf = (id: string) => `/message-templates/${id}` as '/message-templates/x'

/** Creates the template of a place, or replaces the one that `version` was read of. */
export function useSaveTemplate(id: Template['id'], version: number | undefined) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (words: TemplateWords) =>
      version === undefined
        ? sendJson('POST', '/message-templates', { id, ...words })
        : replaceJson(pathOf(id), version, words),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.templates }),
  })
}

export function useResetTemplate(id: Template['id']) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => sendJson('DELETE', pathOf(id)),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.templates }),
  })
}
