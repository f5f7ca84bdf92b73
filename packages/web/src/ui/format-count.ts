/** `8,751`, or `10,000+` where nobody counted further. */
export function formatCount({ count, is_complete }: { count: number; is_complete: boolean }, language: string): string {
  return `${new Intl.NumberFormat(language).format(count)}${is_complete ? '' : '+'}`
}
