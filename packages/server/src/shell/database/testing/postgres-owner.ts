import process from 'node:process'
import { startPostgres } from './start-postgres.ts'

/** A process of tests: starts a server, prints its URL and folder, and waits to be killed. */
const { url, dir } = await startPostgres()
process.stdout.write(`${url} ${dir}\n`)
setInterval(() => {}, 60_000)
