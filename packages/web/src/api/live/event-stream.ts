/**
 * Reads `text/event-stream` (WHATWG HTML, “Server-sent events”, parsing). The browser's own EventSource hides heartbeats and
 * answers that are errors; a line that died silently would look alive for minutes.
 */
export interface StreamEvent {
  type: string
  data: string
  id: string | undefined
}

export interface StreamReader {
  /** Takes the next piece of text, returns the events that it completes. */
  feed: (piece: string) => StreamEvent[]
}

export function makeStreamReader(): StreamReader {
  let rest = ''
  let fields: Fields = emptyFields()
  return {
    feed: (piece) => {
      const lines = `${rest}${piece}`.split(/\r\n|\n|\r(?!$)/)
      rest = lines.pop() ?? ''
      const events: StreamEvent[] = []
      for (const line of lines) {
        if (line === '') {
          if (fields.data.length > 0) events.push({ type: fields.type, data: fields.data.join('\n'), id: fields.id })
          fields = emptyFields()
        } else addField(fields, line)
      }
      return events
    },
  }
}

interface Fields {
  type: string
  data: string[]
  id: string | undefined
}

function emptyFields(): Fields {
  return { type: 'message', data: [], id: undefined }
}

function addField(fields: Fields, line: string): void {
  const colon = line.indexOf(':')
  if (colon === 0) return
  const name = colon < 0 ? line : line.slice(0, colon)
  const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
  if (name === 'event') fields.type = value
  else if (name === 'data') fields.data.push(value)
  else if (name === 'id') fields.id = value
}
