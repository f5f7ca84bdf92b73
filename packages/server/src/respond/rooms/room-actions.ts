/** What people can do about where they meet over an incident. */
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { defineAction, type IncidentAction, optionalBody } from '../../shell/engine/incident-action.ts'
import { filledText } from '../../shell/http/text-schema.ts'

const because = 'set_by_hand'

export const roomActions: readonly IncidentAction[] = [
  defineAction({
    name: 'request_channel',
    path: 'channel',
    summary: 'Ask for a channel in Slack',
    description:
      'It is made soon afterwards, with everybody who was paged or works on the incident. Asked again it changes nothing.',
    permission: 'incident.respond',
    body: optionalBody({}),
    command: () => ({ type: 'RequestChannel', because }),
    probe: () => ({ type: 'RequestChannel', because }),
  }),
  defineAction({
    name: 'set_bridge',
    path: 'bridge',
    summary: 'Set the link to the call, or replace it',
    description: 'Without `url` it is the link that is set for its service, or for all incidents.',
    permission: 'incident.respond',
    body: optionalBody({
      url: filledText(LIMITS.bridgeCharsMax)
        .regex(/^https?:\/\//i, 'expected a link that begins with https://')
        .optional()
        .meta({ examples: ['https://meet.example.com/inc-2026-000123'] }),
    }),
    command: ({ url }) => ({ type: 'SetBridge', ...(url !== undefined && { url }), because }),
    probe: ({ id }) => ({ type: 'SetBridge', url: `https://example.com/${id}`, because }),
  }),
  defineAction({
    name: 'remove_bridge',
    path: 'bridge/remove',
    summary: 'Remove the link to the call',
    description: 'Rules set none any more; people can.',
    permission: 'incident.respond',
    body: optionalBody({}),
    command: () => ({ type: 'RemoveBridge' }),
    probe: () => ({ type: 'RemoveBridge' }),
  }),
]
