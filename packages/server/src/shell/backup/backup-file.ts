/** Backups as files: the lines of a dump, compressed. */
import { once } from 'node:events'
import { createReadStream, createWriteStream, existsSync, renameSync, rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { RestoreRefused } from './restore.ts'

const FLUSH_CHARS = 64 * 1024
/** Nobody but the owner reads it: it holds everything that the database does. */
const MODE = 0o600

/** Writes the lines to a file that appears only when it is whole. Returns how many there were. */
export async function writeBackup(path: string, lines: AsyncIterable<string>): Promise<number> {
  const partial = `${path}.partial`
  let count = 0
  async function* chunks() {
    let chunk = ''
    for await (const line of lines) {
      chunk += `${line}\n`
      count += 1
      if (chunk.length < FLUSH_CHARS) continue
      yield chunk
      chunk = ''
    }
    yield chunk
  }
  try {
    await pipeline(Readable.from(chunks()), createGzip(), createWriteStream(partial, { mode: MODE, flush: true }))
    renameSync(partial, path)
    return count
  } finally {
    if (existsSync(partial)) rmSync(partial)
  }
}

/** The lines of a file. Throws {@link RestoreRefused} when it is no gzip, or ends too soon. */
export async function* readBackup(path: string): AsyncGenerator<string> {
  const file = createReadStream(path)
  await once(file, 'open')
  const text = file.pipe(createGunzip())
  const failure = new Promise<never>((_, reject) => {
    for (const stream of [file, text]) stream.once('error', reject)
  })
  failure.catch(() => {})
  const reader = createInterface({ input: text, crlfDelay: Number.POSITIVE_INFINITY })[Symbol.asyncIterator]()
  for (;;) {
    const next = await Promise.race([reader.next(), failure]).catch((error: Error) => {
      throw new RestoreRefused(`The backup ${path} cannot be read: ${error.message}.`)
    })
    if (next.done) break
    yield next.value
  }
  if (text.errored) throw new RestoreRefused(`The backup ${path} cannot be read: ${text.errored.message}.`)
}
