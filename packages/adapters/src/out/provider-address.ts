import { z } from 'zod'
import { checkHttpAddress } from './http-address.ts'

/** Where a provider's API lives: its public address unless somebody runs, or proxies, one of their own. Kept without a slash at the end. */
export function baseAddress(usual: string) {
  return z
    .string()
    .refine(
      (url) => checkHttpAddress(url) === undefined && !url.includes('?'),
      `expected an address such as ${usual}, without a query`,
    )
    .default(usual)
}

/** The base and a path below it, with one slash between them. */
export function below(base: string, path: string): string {
  return `${base.replace(/\/+$/, '')}/${path}`
}
