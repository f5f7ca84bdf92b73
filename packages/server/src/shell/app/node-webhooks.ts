/** What a node does for receivers outside: it writes down what they are told, hands it over, and lets go of those that are gone. */
import type { EventNotice } from '@tocsin/core/kernel/decision.ts'
import { createDeliveryLoop, type DeliveryLoop } from '../../record/webhooks/delivery-loop.ts'
import { createDisable } from '../../record/webhooks/disable-webhook.ts'
import { createPublisher } from '../../record/webhooks/publish-event.ts'
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

/** `refresh`: reads the configuration anew. */
export function createNodeWebhooks(
  { database, ports, secrets, publicUrl }: WebhookParts,
  engine: EngineDeps,
  refresh: () => Promise<void>,
): { publish(event: EventNotice): Promise<void>; loop: DeliveryLoop } {
  const db = database.kysely
  return {
    publish: createPublisher({ db, engine, publicUrl }),
    loop: createDeliveryLoop({
      ...{ db, engine, secrets, net: ports.net },
      disable: createDisable({ db, engine, write: queueLetter, refresh }),
    }),
  }
}
