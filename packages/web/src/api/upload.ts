import { ApiError } from './api-error.ts'
import { addressOf } from './request.ts'
import type { Attachment } from './types.ts'

export interface Upload {
  done: Promise<Attachment>
  cancel: () => void
}

/** Uploads a picture for a note and tells how far it is, from 0 to 1. Fetch cannot tell that, so this is the older way. */
export function uploadPicture(
  incidentId: string,
  file: File,
  csrfToken: string | null,
  onProgress: (share: number) => void,
): Upload {
  const request = new XMLHttpRequest()
  const done = new Promise<Attachment>((resolve, reject) => {
    request.open('POST', addressOf(`/incidents/${encodeURIComponent(incidentId)}/attachments`, { name: file.name }))
    request.setRequestHeader('accept', 'application/json')
    request.setRequestHeader('content-type', file.type || 'application/octet-stream')
    if (csrfToken !== null) request.setRequestHeader('X-CSRF-Token', csrfToken)
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0))
    request.addEventListener('load', () => {
      const answer = parse(request.responseText)
      if (request.status === 201) resolve(answer as unknown as Attachment)
      else reject(refusalOf(request.status, answer.error))
    })
    request.addEventListener('error', () => reject(new ApiError({ status: 0, code: 'offline', message: 'offline' })))
    request.addEventListener('abort', () => reject(new ApiError({ status: 0, code: 'offline', message: 'aborted' })))
    request.send(file)
  })
  return { done, cancel: () => request.abort() }
}

interface Answer {
  error?: { code?: string; message?: string; mend?: string }
}

function parse(text: string): Answer {
  try {
    return JSON.parse(text) as Answer
  } catch {
    return {}
  }
}

function refusalOf(status: number, error: Answer['error']): ApiError {
  const code = error?.code ?? `http_${status}`
  return new ApiError({ status, code, message: error?.message ?? code, mend: error?.mend ?? '' })
}
