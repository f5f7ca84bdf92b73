/** Makes the template of the embedded database ahead of the first start, which then takes a second instead of six. */
import process from 'node:process'
import { systemClock } from '../ports/clock.ts'
import { prepareTemplate } from './template.ts'

const template = await prepareTemplate({ appliedAt: systemClock.now() })
if (template === undefined)
  process.stderr.write('The folder .cache cannot be written: the first start will take longer.\n')
