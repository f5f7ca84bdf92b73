import type { Signal } from '@tocsin/core/detect/signal.ts'
import { present } from '@tocsin/core/kernel/assert.ts'
import type { DoorContext, DoorReading, DoorRequest, InAdapter } from '../door.ts'
import { CONTEXT, doorRequest, payloadText } from './door-request.ts'

/** What a door makes of a body: JSON, or a text as it is. */
export function readingOf(
  adapter: InAdapter,
  body: unknown,
  { request, context }: { request?: Partial<DoorRequest>; context?: Partial<DoorContext> } = {},
): DoorReading {
  return adapter.read(doorRequest(body, request), { ...CONTEXT, ...context })
}

/** The one signal of a body. */
export function signalIn(adapter: InAdapter, body: unknown): Signal {
  return present(readingOf(adapter, body).signals[0], 'a signal')
}

/** The one signal of a sample; its folder is named like its system. */
export function signalOfSample(adapter: InAdapter, name: string): Signal {
  return signalIn(adapter, payloadText(adapter.system, name))
}
