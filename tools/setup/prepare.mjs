// Makes what the start or the tests need and is missing or stale: `node tools/setup/prepare.mjs start|test`.
// npm runs it before `npm start` and `npm test` with whatever Node the machine has, and before anything is installed, so
// it is plain JavaScript without dependencies. It is silent and quick when nothing is to do.

const oldestNode = 20

if (Number(process.versions.node.split('.')[0]) < oldestNode) {
  console.error(
    `Tocsin needs Node ${oldestNode} or newer to install itself, and this is ${process.version} (${process.execPath}).\n` +
      'Install a newer one from https://nodejs.org/ or with your package manager, and run the command again.\n' +
      'The version that Tocsin itself runs on is then fetched with its other dependencies.',
  )
  process.exit(1)
}

import('./preparation.mjs').then(({ prepare }) => {
  process.exitCode = prepare(process.argv[2])
})
