/** Headers as people write them: a line each, `name: value`. */
export function headersText(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')
}

/** Cut at the first colon; lines without a name are left out, and of two of one name the last counts. */
export function parseHeaders(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(/\r?\n/).flatMap((line) => {
      const at = line.indexOf(':')
      const name = line.slice(0, Math.max(0, at)).trim()
      return name === '' ? [] : [[name, line.slice(at + 1).trim()]]
    }),
  )
}
