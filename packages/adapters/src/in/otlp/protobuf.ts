/**
 * Reading Protocol Buffers' wire format (protobuf.dev/programming-guides/encoding): fields by number, each a number of bits or a
 * range of bytes. Nothing is copied. What is cut or overflows throws {@link WireError}, within this folder alone.
 */
export class WireError extends Error {
  override readonly name = 'WireError'
}

const VARINT_BYTES_MAX = 10

export class WireReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.byteLength
  }

  /** The next field's number and wire type. */
  tag(): { field: number; type: number } {
    const tag = this.varint()
    const field = Number(tag >> 3n)
    if (field < 1 || field > 536_870_911) throw new WireError(`a field of the number ${field}`)
    return { field, type: Number(tag & 7n) }
  }

  varint(): bigint {
    let value = 0n
    for (let index = 0; index < VARINT_BYTES_MAX; index++) {
      const byte = this.#bytes[this.#at]
      if (byte === undefined) throw new WireError('a number is cut off')
      this.#at += 1
      value |= BigInt(byte & 0x7f) << BigInt(7 * index)
      if (byte < 0x80) return BigInt.asUintN(64, value)
    }
    throw new WireError('a number has more than ten bytes')
  }

  fixed64(): bigint {
    return this.#view.getBigUint64(this.#take(8), true)
  }

  double(): number {
    return this.#view.getFloat64(this.#take(8), true)
  }

  bytes(): Uint8Array {
    const length = Number(this.varint())
    const from = this.#take(length)
    return this.#bytes.subarray(from, from + length)
  }

  /** Fields that nobody knows are passed over. */
  skip(type: number): void {
    if (type === 0) this.varint()
    else if (type === 1) this.#take(8)
    else if (type === 2) this.bytes()
    else if (type === 5) this.#take(4)
    else throw new WireError(`a field of the wire type ${type}`)
  }

  #take(length: number): number {
    const from = this.#at
    if (from + length > this.#bytes.byteLength) throw new WireError('a field is cut off')
    this.#at += length
    return from
  }
}

type Handler<T> = (message: T, reader: WireReader) => void

/** Reads a message: `fields` says what to do with each field by its number and wire type. */
export function readMessage<T>(bytes: Uint8Array, message: T, fields: Readonly<Record<string, Handler<T>>>): T {
  const reader = new WireReader(bytes)
  while (!reader.isAtEnd) {
    const { field, type } = reader.tag()
    const handler = fields[`${field}:${type}`]
    if (handler) handler(message, reader)
    else reader.skip(type)
  }
  return message
}
