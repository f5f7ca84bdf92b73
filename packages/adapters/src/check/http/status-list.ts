import { z } from 'zod'

const PART = /^([1-5]\d\d)(?:-([1-5]\d\d))?$/

/** Statuses and ranges of them, with commas between: `200-299, 301`. */
export const statusField = z.coerce
  .string('expected statuses')
  .refine((text) => text.split(',').every((part) => PART.test(part.trim())), {
    error: 'expected statuses such as 200, or ranges such as 200-299, with commas between',
  })
  .default('200-299')
  .meta({ examples: ['200-299'] })

export function isStatusIn(status: number, list: string): boolean {
  return list.split(',').some((part) => {
    const [, from, to] = PART.exec(part.trim()) ?? []
    return from !== undefined && status >= Number(from) && status <= Number(to ?? from)
  })
}
