/** Whether this is a built console; while developing there is no service worker that would keep yesterday's files. */
export function isProduction(): boolean {
  return import.meta.env.PROD
}
