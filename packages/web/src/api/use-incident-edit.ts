import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ApiError } from './api-error.ts'
import { keys } from './keys.ts'
import { changeJson, getJson } from './request.ts'
import type { IncidentDetail } from './types.ts'

/** What changes fields of the record, rather than moving the incident on. */
type EditPath = 'classify' | 'edit' | 'correct'

export interface IncidentEdit {
  /** As it was when the form was filled. */
  base: IncidentDetail
  body: object
  /** What the form is about: if somebody changed one of these meanwhile, it is refused. */
  fields: readonly (keyof IncidentDetail)[]
  /** Written whatever somebody else made of it. */
  isForced?: boolean
}

type Known = Pick<IncidentEdit, 'base' | 'fields'> & { newest: IncidentDetail | undefined }

/** The newest version that is known, if nothing that the form is about changed in it. */
function versionToTry({ base, newest, fields }: Known): number {
  return newest && !fields.some((field) => isOther(newest[field], base[field])) ? newest.version : base.version
}

/** Pages, notes and alerts raise the version of a lively incident every few seconds; so often it is tried on a newer one. */
const attemptsMax = 5

const addressOf = (id: string) => `/incidents/${encodeURIComponent(id)}` as const

/**
 * Changes fields of an incident unless somebody changed the same ones since the form was filled: then it rejects with
 * `version_conflict`. What else happened meanwhile is in nobody's way.
 */
export async function editIncident(
  path: EditPath,
  { base, body, fields, isForced = false }: IncidentEdit,
  known?: IncidentDetail,
) {
  let version = versionToTry({ base, newest: known, fields })
  for (let attempt = 1; ; attempt++) {
    try {
      return await changeJson(`${addressOf(base.id)}/${path}`, version, body)
    } catch (error) {
      if (!isConflict(error) || attempt === attemptsMax) throw error
      const newest = await getJson(addressOf(base.id))
      if (!isForced && fields.some((field) => isOther(newest[field], base[field]))) throw error
      version = newest.version
    }
  }
}

function isConflict(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'version_conflict'
}

function isOther(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) !== JSON.stringify(b)
}

/** `editIncident` for a form: shows the outcome at once. `readNewest` is what a form begins anew with after a conflict. */
export function useIncidentEdit(path: EditPath) {
  const client = useQueryClient()
  const edit = useMutation({
    mutationFn: (change: IncidentEdit) =>
      editIncident(path, change, client.getQueryData<IncidentDetail>(keys.incident(change.base.id))),
    onSuccess: ({ incident }, { base }) => {
      client.setQueryData<IncidentDetail>(keys.incident(base.id), (old) => (old ? { ...old, ...incident } : old))
    },
    onSettled: (_answer, _error, { base }) => {
      void client.invalidateQueries({ queryKey: keys.incident(base.id) })
      void client.invalidateQueries({ queryKey: keys.incidents })
    },
  })
  const readNewest = (id: string) => getJson(addressOf(id))
  return { ...edit, readNewest }
}
