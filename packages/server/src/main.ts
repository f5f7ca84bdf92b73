/**
 * The entry of every command. It looks at the runtime before anything else is loaded, because nothing else would run on an older
 * one: what is imported statically here must stay nothing.
 */
const NODE_MAJOR_MIN = 26

const [major = '0'] = process.versions.node.split('.')
if (Number(major) < NODE_MAJOR_MIN) {
  process.stderr.write(
    `Tocsin needs Node ${NODE_MAJOR_MIN} or newer; this is Node ${process.versions.node} (${process.execPath}).\n` +
      'It brings its own: run "npm start", "npm run tocsin -- <command>" or packages/server/bin/tocsin.js in its folder, after "npm install".\n',
  )
  process.exit(1)
}

const { constants, setPriority } = await import('node:os')
const { runCommandLine } = await import('./cli/program.ts')
const { processEnvironment } = await import('./shell/config/options.ts')
const { systemClock } = await import('./shell/ports/clock.ts')
const { createIds } = await import('./shell/ports/ids.ts')

// Whoever reads our output may have seen enough, e.g. `head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

const exitCode = await runCommandLine(process.argv.slice(2), {
  environment: processEnvironment(),
  clock: systemClock,
  ids: createIds(systemClock),
  print: (text) => void process.stdout.write(text),
  say: (text) => void process.stderr.write(text),
  giveWay: () => setPriority(constants.priority.PRIORITY_LOW),
  width: process.stdout.isTTY ? process.stdout.columns : undefined,
})

// Whatever a failed start left open must not keep the process alive; what was printed is let out first.
process.stdout.write('', () => process.stderr.write('', () => process.exit(exitCode)))
