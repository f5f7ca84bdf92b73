import { constants } from 'node:fs'
import { copyFile, mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { clusterFolderOf } from './data-folder.ts'

/** The reading side of an {@link OnlineCopy}, in whichever process. */
const LOG = 'pg_wal'
/** Belongs to the running engine. */
const NOT_COPIED = 'postmaster.pid'
const FILES_AT_ONCE = 4

/**
 * Copies the cluster in `folder` into the data folder `dataDir`, where {@link openEmbedded} finds it. `endData` is called between
 * the data files and the log, and returns the content of `backup_label`. The copy is not made durable: it is for reading now.
 */
export async function copyCluster(folder: string, dataDir: string, endData: () => Promise<string>): Promise<void> {
  const target = clusterFolderOf(dataDir)
  await copyTree(folder, target, (path) => path !== NOT_COPIED && !path.startsWith(`${LOG}/`))
  const label = await endData()
  await copyTree(join(folder, LOG), join(target, LOG), () => true)
  await writeFile(join(target, 'backup_label'), label)
}

/** How many bytes a copy of the cluster in `folder` needs, by what is there now. */
export async function measureCluster(folder: string): Promise<number> {
  const { files } = await listTree(folder, () => true)
  let bytes = 0
  for (const path of files)
    bytes += await ignoringGone(
      stat(join(folder, path)).then(({ size }) => size),
      0,
    )
  return bytes
}

async function copyTree(from: string, to: string, isWanted: (path: string) => boolean): Promise<void> {
  const { folders, files } = await listTree(from, isWanted)
  await mkdir(to, { recursive: true, mode: 0o700 })
  for (const path of folders) await mkdir(join(to, path), { recursive: true, mode: 0o700 })
  const work = files.values()
  const copyRest = async () => {
    for (const path of work) {
      // Where the file system can share blocks between files, nothing is copied at all.
      const copying = copyFile(join(from, path), join(to, path), constants.COPYFILE_FICLONE)
      await ignoringGone(copying, undefined)
    }
  }
  await Promise.all(Array.from({ length: FILES_AT_ONCE }, copyRest))
}

/** Paths below `root` with `/` between their parts; folders before what is in them. */
async function listTree(
  root: string,
  isWanted: (path: string) => boolean,
): Promise<{ folders: string[]; files: string[] }> {
  const folders: string[] = []
  const files: string[] = []
  const waiting = ['']
  for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift()) {
    const entries = await ignoringGone(readdir(join(root, folder), { withFileTypes: true }), [])
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (!isWanted(path)) continue
      if (entry.isDirectory()) {
        folders.push(path)
        waiting.push(path)
      } else files.push(path)
    }
  }
  return { folders, files }
}

/** A file that went away meanwhile is removed, or made again, when the log is replayed. */
async function ignoringGone<T>(work: Promise<T>, instead: T): Promise<T> {
  try {
    return await work
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return instead
    throw error
  }
}
