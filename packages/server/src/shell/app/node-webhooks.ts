/** What a node does for receivers outside: it writes down what they are told, hands it over, and lets go of those that are gone. */
import { createDeliveryLoop, type DeliveryLoop } from '../../record/webhooks/delivery-loop.ts'
import { createDisable } from '../../record/webhooks/disable-webhook.ts'
import { createPublisher } from '../../record/webhooks/publish-event.ts'
import { listReceivers } from '../../record/webhooks/receivers.ts'
import { queueLetter } from '../../respond/queue-letter.ts'
import type { Database } from '../database/open-database.ts'
import type { EngineDeps } from '../engine/deps.ts'
import type { Ports } from '../ports/ports.ts'
import type { Secrets } from '../secrets/secrets.ts'

export interface WebhookParts {
  database: Pick<Database, 'kysely'>
  ports: Pick<Ports, 'net'>
  secrets: Pick<Secrets, 'unseal'>
  publicUrl(): string
}

/** From then on the engine publishes events; the loop hands them over. `refresh`: reads the configuration anew. */
export function startPublishing(
  { database, ports, secrets, publicUrl }: WebhookParts,
  engine: EngineDeps,
  refresh: () => Promise<void>,
): DeliveryLoop {
  const db = database.kysely
  engine.publish = createPublisher({ db, engine, publicUrl })
  const disable = createDisable({ db, engine, write: queueLetter, refresh })
  return createDeliveryLoop({ db, engine, net: ports.net, receivers: () => listReceivers({ db, secrets, disable }) })
}
