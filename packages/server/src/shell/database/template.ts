import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { clusterFolderOf } from './embedded/data-folder.ts'
import { fsyncFolder } from './embedded/durable-node-fs.ts'
import { type EmbeddedDatabase, openEmbedded } from './embedded/open-embedded.ts'
import { MIGRATIONS_DIR, migrate, readMigrations } from './migrate.ts'

/**
 * Migrated databases of the embedded engine, made once and copied, because making one takes five seconds. The name of a
 * template holds a hash of what it was made from, so a stale one is never found; it comes to its name by a rename, so half of
 * one is neither.
 */
export interface TemplateOptions {
  /** By default `.cache` in the repository. */
  cacheDir?: string
  migrationsDir?: string
  /** Epoch milliseconds; recorded as the instant of the migrations. */
  appliedAt: number
}

const CACHE_DIR = fileURLToPath(new URL('../../../../../.cache', import.meta.url))
const PREFIX = 'embedded-template-'
const WORK_PREFIX = 'embedded-building-'
/** How much older than a new template an old one is when it is removed: nobody who still needs it takes this long. */
const STALE_MS = 7 * 86_400_000

/**
 * Returns the folder of the template for data folders, building it where it is missing. Undefined when the cache folder cannot
 * be written: the caller then makes its database by initdb.
 */
export async function prepareTemplate(options: TemplateOptions): Promise<string | undefined> {
  const target = join(cacheDirOf(options), templateName(options))
  if (existsSync(join(target, 'PG_VERSION'))) return target
  return buildInto(options, target, async (workDir) => {
    const database = await openForBuild(workDir)
    await closeAfter(database, () => migrate(database.pool, options))
    return clusterFolderOf(workDir)
  })
}

/** Returns the tar of the template for databases in memory; otherwise like {@link prepareTemplate}. */
export async function prepareMemoryTemplate(options: TemplateOptions): Promise<string | undefined> {
  const target = join(cacheDirOf(options), `${templateName(options)}.tar`)
  if (existsSync(target)) return target
  return buildInto(options, target, async (workDir) => {
    const database = await openForBuild(undefined)
    const tar = join(workDir, 'template.tar')
    await closeAfter(database, async () => {
      await migrate(database.pool, options)
      await database.pool.query('checkpoint')
      await writeFile(tar, await database.engine.dump())
    })
    return tar
  })
}

/** `embedded-template-<hash>`, of the engine's version and the migrations' names and texts. */
export function templateName({ migrationsDir = MIGRATIONS_DIR }: Pick<TemplateOptions, 'migrationsDir'> = {}): string {
  const hash = createHash('sha256').update(engineVersion())
  for (const { name, checksum } of readMigrations(migrationsDir)) hash.update(`\n${name} ${checksum}`)
  return PREFIX + hash.digest('hex').slice(0, 16)
}

/** Lets `build` make something in a folder of its own and puts what it returns at `target`. */
async function buildInto(
  options: TemplateOptions,
  target: string,
  build: (workDir: string) => Promise<string>,
): Promise<string | undefined> {
  const cacheDir = cacheDirOf(options)
  const workDir = await makeWorkDir(cacheDir)
  if (workDir === undefined) return undefined
  try {
    const built = await build(workDir)
    await putInPlace(built, target)
    fsyncFolder(cacheDir)
    await removeStale(cacheDir, target)
    return target
  } finally {
    await rm(workDir, { recursive: true, force: true })
  }
}

async function makeWorkDir(cacheDir: string): Promise<string | undefined> {
  try {
    await mkdir(cacheDir, { recursive: true })
    return await mkdtemp(join(cacheDir, WORK_PREFIX))
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes(codeOf(error))) return undefined
    throw error
  }
}

/** Another process may have put its own there first; the two are equal. */
async function putInPlace(built: string, target: string): Promise<void> {
  try {
    await rename(built, target)
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST'].includes(codeOf(error))) throw error
  }
}

async function removeStale(cacheDir: string, newest: string): Promise<void> {
  const { mtimeMs } = await stat(newest)
  for (const name of await readdir(cacheDir)) {
    // A build that was killed leaves its work.
    if (!name.startsWith(PREFIX) && !name.startsWith(WORK_PREFIX)) continue
    const path = join(cacheDir, name)
    const isStale = (await stat(path)).mtimeMs < mtimeMs - STALE_MS
    if (isStale) await rm(path, { recursive: true, force: true })
  }
}

const BUILD_MS_MAX = 600_000

function openForBuild(dataDir: string | undefined): Promise<EmbeddedDatabase> {
  return openEmbedded({
    dataDir,
    template: undefined,
    acquireTimeoutMs: BUILD_MS_MAX,
    queryTimeoutMs: BUILD_MS_MAX,
    // The query that is under way fails with the same error.
    onFatal: () => {},
  })
}

async function closeAfter(database: EmbeddedDatabase, work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } finally {
    await database.close()
  }
}

function cacheDirOf({ cacheDir = CACHE_DIR }: TemplateOptions): string {
  return cacheDir
}

/** PGlite exports no `package.json`, so it is read beside what it exports. */
function engineVersion(): string {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite')
  const description = readFileSync(join(dirname(entry), '..', 'package.json'), 'utf8')
  return (JSON.parse(description) as { version: string }).version
}

function codeOf(error: unknown): string {
  return (error as { code?: string }).code ?? ''
}
