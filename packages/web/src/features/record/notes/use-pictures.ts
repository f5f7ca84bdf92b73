import { useQueryClient } from '@tanstack/react-query'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../../api/api-error.ts'
import { keys } from '../../../api/keys.ts'
import type { Session } from '../../../api/types.ts'
import { uploadPicture } from '../../../api/upload.ts'
import { useErrorWords } from '../../../ui/page-states.tsx'
import { useReader } from '../../../ui/time/reader.ts'

export interface PendingPicture {
  key: number
  file: File
  /** From 0 to 1. */
  share: number
  problem: string | undefined
  cancel: () => void
}

let count = 0

/** Pictures on their way to the server; `onDone` gets the Markdown that shows each. */
export function usePictures(incidentId: string, onDone: (markdown: string) => void) {
  const { t } = useTranslation()
  const { locale } = useReader()
  const client = useQueryClient()
  const wordsOf = useErrorWords()
  const [pending, setPending] = useState<PendingPicture[]>([])
  const change = (key: number, with_: Partial<PendingPicture>) =>
    setPending((all) => all.map((each) => (each.key === key ? { ...each, ...with_ } : each)))
  const drop = (key: number) => setPending((all) => all.filter((each) => each.key !== key))

  const refuse = (file: File): string | undefined => {
    const sizeMb = LIMITS.attachmentBytesMax / 1024 / 1024
    const size = new Intl.NumberFormat(locale, { style: 'unit', unit: 'megabyte' }).format(sizeMb)
    if (file.size > LIMITS.attachmentBytesMax) return t('notes.tooLarge', { size })
    return file.type === '' || file.type.startsWith('image/') ? undefined : t('notes.notPicture')
  }
  const begin = (file: File) => {
    const key = ++count
    const problem = refuse(file)
    setPending((all) => [...all, { key, file, share: 0, problem, cancel: () => {} }])
    if (problem === undefined) send(key, file)
  }
  const send = (key: number, file: File) => {
    const csrf = client.getQueryData<Session | null>(keys.session)?.csrf_token ?? null
    const upload = uploadPicture(incidentId, file, csrf, (share) => change(key, { share }))
    change(key, { problem: undefined, share: 0, cancel: upload.cancel })
    upload.done.then(
      ({ path, name }) => {
        drop(key)
        onDone(`![${name.replaceAll(/[[\]\n]/g, ' ').trim() || t('notes.picture')}](${path})`)
      },
      (error: unknown) => {
        const words = error instanceof ApiError ? wordsOf(error) : undefined
        const isUnsupported = error instanceof ApiError && error.code === 'unsupported_attachment'
        change(key, { problem: isUnsupported ? t('notes.notPicture') : (words?.title ?? String(error)) })
      },
    )
  }
  return {
    pending,
    add: (files: Iterable<File>) => {
      for (const file of files) begin(file)
    },
    retry: ({ key, file }: PendingPicture) => send(key, file),
    discard: ({ key, cancel }: PendingPicture) => {
      cancel()
      drop(key)
    },
  }
}
