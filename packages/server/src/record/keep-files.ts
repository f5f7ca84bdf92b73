/** Files that somebody sends along with what they say: kept with the incident as evidence, and shown by the note that they came with. */
import type { IncidentId } from '@tocsin/core/kernel/brand.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { UnitOfWork } from '../shell/engine/unit-of-work.ts'
import type { Ids } from '../shell/ports/ids.ts'
import { connectionOf } from '../shell/store/sql-store.ts'
import { insertAttachmentWithin } from './attachment.queries.ts'
import { attachmentPath, nameInNote } from './attachment-name.ts'
import { sniffFile } from './file-type.ts'

export interface SentFile {
  name: string
  /** Undefined where it was told of without being passed on. */
  content: Uint8Array | undefined
}

export interface KeptFiles {
  /** Markdown, one a file: what shows it in a note. */
  words: string[]
  leftOut: { name: string; why: 'type' | 'size' | 'full' | 'missing' }[]
}

export interface FilesOrder {
  incident: IncidentId
  files: readonly SentFile[]
  uploadedBy: string
}

/** In the transaction of the unit: what refers to them is written with them, or neither is. */
export function createFileKeeper(ids: Pick<Ids, 'next'>) {
  return async (unit: UnitOfWork, { incident, files, uploadedBy }: FilesOrder): Promise<KeptFiles> => {
    const kept: KeptFiles = { words: [], leftOut: [] }
    for (const [index, file] of files.entries()) {
      const name = nameInNote(file.name) || `file-${index + 1}`
      const judged = judge(file, kept.words.length)
      if (typeof judged === 'string') {
        kept.leftOut.push({ name, why: judged })
        continue
      }
      const id = ids.next()
      const attachment = { id, incident, name, ...judged, uploadedBy, at: unit.at }
      const written = await insertAttachmentWithin(connectionOf(unit.tx), attachment, LIMITS.attachmentsPerIncidentMax)
      if (written !== 'written') {
        kept.leftOut.push({ name, why: 'full' })
        continue
      }
      const isPicture = judged.mediaType.startsWith('image/')
      kept.words.push(`${isPicture ? '!' : ''}[${name}](${attachmentPath(incident, id)})`)
    }
    return kept
  }
}

function judge({ content }: SentFile, keptCount: number) {
  if (content === undefined) return 'missing'
  if (content.byteLength > LIMITS.attachmentBytesMax) return 'size'
  const mediaType = sniffFile(content)
  if (!mediaType) return 'type'
  return keptCount < LIMITS.replyFilesMax ? { mediaType, content } : 'full'
}
