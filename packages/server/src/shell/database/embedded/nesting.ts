/**
 * Finds parameters of statements that are JSON nested too deeply for the embedded engine. PostgreSQL guards its recursion by the
 * depth of a stack that WebAssembly mostly does not use, so such a parameter would exhaust the real one, and with it the
 * engine: a request of half a megabyte from outside would be enough.
 */

/** A quarter of what the engine was seen to survive with the stack that it has; people's JSON stays below a hundred. */
export const NESTING_MAX = 100_000

const BIND = 0x42
const QUOTE = 0x22
const BACKSLASH = 0x5c
const SPACE_MAX = 0x20

/**
 * Whether a message to the engine (frontend messages of the wire protocol, whole ones) binds JSON of more than `max` levels.
 * Source of the format: PostgreSQL, "Message Formats", Bind.
 */
export function bindsDeepJson(message: Uint8Array, max = NESTING_MAX): boolean {
  // Each level takes a byte, and the first message of a connection has no type.
  if (message.length <= max || message[0] === 0) return false
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength)
  for (let at = 0; at + 5 <= message.length; at += 1 + view.getInt32(at + 1)) {
    if (message[at] === BIND && listParameters(message, view, at + 5).some((json) => isDeep(json, max))) return true
  }
  return false
}

function listParameters(message: Uint8Array, view: DataView, start: number): Uint8Array[] {
  const afterPortal = message.indexOf(0, start) + 1
  const formats = message.indexOf(0, afterPortal) + 1
  const count = formats + 2 + 2 * view.getInt16(formats)
  const parameters: Uint8Array[] = []
  let at = count + 2
  for (let left = view.getInt16(count); left > 0; left -= 1) {
    // -1 is null.
    const length = Math.max(0, view.getInt32(at))
    parameters.push(message.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  return parameters
}

function isDeep(text: Uint8Array, max: number): boolean {
  if (text.length <= max || !startsLikeJson(text)) return false
  let depth = 0
  let isInString = false
  for (let at = 0; at < text.length; at += 1) {
    const byte = text[at]
    if (byte === QUOTE) isInString = !isInString
    else if (isInString) at += byte === BACKSLASH ? 1 : 0
    else if (isOpening(byte)) depth += 1
    else if (isClosing(byte)) depth -= 1
    if (depth > max) return true
  }
  return false
}

function startsLikeJson(text: Uint8Array): boolean {
  return isOpening(text.find((byte) => byte > SPACE_MAX))
}

function isOpening(byte: number | undefined): boolean {
  return byte === 0x5b || byte === 0x7b
}

function isClosing(byte: number | undefined): boolean {
  return byte === 0x5d || byte === 0x7d
}
