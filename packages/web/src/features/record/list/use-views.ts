import { useMutation, useQueryClient } from '@tanstack/react-query'
import { sendJson } from '../../../api/request.ts'
import type { components } from '../../../api/schema.ts'
import { type KeptView, viewsKey } from './incident-list.query.ts'

type NewView = Pick<KeptView, 'name' | 'query' | 'order' | 'group' | 'is_shared'>

function useViewsChanged() {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: viewsKey })
}

export function useKeepView() {
  const changed = useViewsChanged()
  return useMutation({
    mutationFn: (view: NewView): Promise<KeptView> => sendJson('POST', '/incident-views', view),
    onSuccess: changed,
  })
}

/** Fails when somebody else changed it since it was loaded. */
export function useChangeView() {
  const changed = useViewsChanged()
  return useMutation({
    mutationFn: ({ view, change }: { view: KeptView; change: Partial<NewView> }) =>
      sendJson('PATCH', `/incident-views/${view.id}`, { ...change, version: view.version }) as Promise<
        components['schemas']['IncidentView']
      >,
    onSettled: changed,
  })
}

export function useDeleteView() {
  const changed = useViewsChanged()
  return useMutation({
    mutationFn: ({ id }: KeptView) => sendJson('DELETE', `/incident-views/${id}`),
    onSettled: changed,
  })
}
