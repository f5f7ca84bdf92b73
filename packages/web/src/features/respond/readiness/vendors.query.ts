import { useMutation, useQueryClient } from '@tanstack/react-query'
import { keys } from '../../../api/keys.ts'
import { replaceJson, sendJson } from '../../../api/request.ts'
import { emergencyContactsQuery } from './readiness.query.ts'
import type { Vendor, VendorBody } from './vendor-draft.ts'

function useRefreshVendors() {
  const client = useQueryClient()
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: keys.vendors }),
      client.invalidateQueries({ queryKey: emergencyContactsQuery.queryKey }),
    ])
}

const pathOf = (id: string) => `/vendors/${encodeURIComponent(id)}` as const

/** Creates one, or replaces one that was read in a version. */
export function useSaveVendor(vendor: Vendor | undefined) {
  const refresh = useRefreshVendors()
  return useMutation({
    mutationFn: ({ id, body }: { id: string; body: VendorBody }) =>
      vendor ? replaceJson(pathOf(vendor.id), vendor.version, body) : sendJson('POST', '/vendors', { id, ...body }),
    onSuccess: refresh,
  })
}

export function useDeleteVendor() {
  const refresh = useRefreshVendors()
  return useMutation({ mutationFn: (id: string) => sendJson('DELETE', pathOf(id)), onSuccess: refresh })
}
