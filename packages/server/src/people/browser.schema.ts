import { subscriptionSchema } from '@tocsin/adapters/out/webpush/subscription.ts'
import { z } from 'zod'
import { form, idField, text } from '../shell/config/fields.ts'

const endpointField = z.string().min(1).max(2048)

export const pushKeySchema = z
  .object({ public_key: z.string().describe('For `applicationServerKey`, in base64url.') })
  .meta({ id: 'PushKey' })

export const browserBody = form({
  name: text('the name of a browser', 'Chrome on Android', 100)
    .optional()
    .describe('Of one that is known it may be left out.'),
  subscription: subscriptionSchema.describe('What `PushSubscription.toJSON()` says.'),
  replaces: idField('webpush').optional().describe('The contact that this browser was before; its rules stay.'),
  replaces_endpoint: endpointField.optional().describe('The same, by the address that it was pushed to before.'),
})
export type BrowserBody = z.output<typeof browserBody>

export const browserEndBody = form({ endpoint: endpointField })
