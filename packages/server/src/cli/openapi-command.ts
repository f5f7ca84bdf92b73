import type { Command } from 'commander'
import type { Terminal } from './terminal.ts'
import { printJson } from './terminal.ts'

export function addOpenApiCommand(program: Command, terminal: Terminal): void {
  program
    .command('openapi')
    .description('Print the description of the API (OpenAPI 3.1).')
    .action(async () => {
      const { describeApi } = await import('./describe-api.ts')
      printJson(terminal, await describeApi(terminal))
    })
}
