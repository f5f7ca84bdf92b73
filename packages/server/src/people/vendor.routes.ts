import { z } from 'zod'
import type { ConfigurationDeps } from '../shell/config/configuration-deps.ts'
import { thingRoutes } from '../shell/config/thing-routes.ts'
import type { ApiRoute } from '../shell/http/api.ts'
import { hoursSchema } from './hours-field.ts'
import { checkVendor, type VendorRow, vendorInput, vendorKind, vendorRow } from './vendor-configuration.ts'

export function vendorRoutes(deps: ConfigurationDeps): ApiRoute[] {
  return thingRoutes<VendorRow, typeof vendorInput>(deps, {
    ...{ kind: vendorKind, noun: 'vendor', plural: 'vendors', write: 'configuration.write' as const },
    input: vendorInput,
    shape: {
      id: z.string(),
      name: z.string(),
      phone: z.string().optional().describe('Called by those who are paged.'),
      mail: z.string().optional().describe('Written to when a step pages the vendor.'),
      contacts: z.array(z.object({ channel: z.string(), to: z.string() })).optional(),
      reference: z.string().optional().describe('What has to be named when they are called.'),
      hours: z
        .object({ zone: z.string(), within: hoursSchema })
        .optional()
        .describe('When the contract lets them be called.'),
    },
    check: checkVendor,
    row: vendorRow,
  })
}
