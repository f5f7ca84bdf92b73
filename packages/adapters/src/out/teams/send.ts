import { z } from 'zod'
import type { ContactAddress, Message, OutChannel, SendResult } from '../channel.ts'
import { checkHttpAddress } from '../http-address.ts'
import { failureOfStatus } from '../http-failure.ts'
import { readJsonObject, textAt } from '../json-object.ts'
import type { Net } from '../net.ts'
import { isSuccess, post, refused } from '../post.ts'
import { formatCard } from './card.ts'

/** Nothing to configure: the address of the workflow is the contact's. */
export const teamsConfigSchema = z.strictObject({}).default({})
export type TeamsConfig = z.infer<typeof teamsConfigSchema>

/** Hosts of workflows change with the tenant, so that only what all have in common is asked for; connectors are no more. */
function checkAddress(to: string): string | undefined {
  const problem = checkHttpAddress(to)
  if (problem !== undefined) return problem
  return new URL(to).hostname.endsWith('.webhook.office.com')
    ? 'Connectors of Office 365 were retired. Make a workflow “When a Teams webhook request is received” and paste its address.'
    : undefined
}

/**
 * Posts to a workflow “When a Teams webhook request is received”. 202 says that the flow took it; what the flow then does is not
 * told, so that it is never known to be delivered.
 */
async function send(net: Net, _: TeamsConfig, { to }: ContactAddress, message: Message): Promise<SendResult> {
  const problem = checkAddress(to)
  if (problem !== undefined) return refused('bad_address', problem)
  const response = await post(net, { url: to, json: formatCard(message) })
  if ('failure' in response) return response
  if (!isSuccess(response)) {
    const answer = readJsonObject(response.body)
    const failure = failureOfStatus(response, message.sentAt, textAt(answer, 'error', 'message') ?? response.body)
    // A signature of an address that was copied in part.
    const isWrongSignature = response.status === 401 || response.status === 403
    return { failure: isWrongSignature ? { ...failure, code: 'bad_address' } : failure }
  }
  const run = response.headers['x-ms-workflow-run-id']
  return { handedOver: true, ...(run !== undefined && { providerRef: run.slice(0, 100) }), isDelivered: false }
}

/** An Adaptive Card in a Teams channel or chat, through a workflow. */
export const teamsChannel: OutChannel<TeamsConfig> = {
  channel: 'teams',
  configSchema: teamsConfigSchema,
  checkAddress,
  send,
}
