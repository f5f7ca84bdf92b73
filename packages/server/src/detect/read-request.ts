import type { DoorContext, DoorReading, DoorRequest, InAdapter } from '@tocsin/adapters/in/door.ts'

/** What an adapter makes of a request, which it may have to take apart before. */
export async function readRequest(
  adapter: InAdapter,
  request: DoorRequest,
  context: DoorContext,
): Promise<DoorReading> {
  return adapter.read(adapter.unpack ? await adapter.unpack(request) : request, context)
}
