import { Duplex } from 'node:stream'

/** What a stream needs of the engine: where its bytes go. */
export interface EngineLink {
  send(session: number, bytes: Uint8Array): void
  end(session: number): void
}

/** Terminate of the wire protocol: type X and a length of 4. */
const TERMINATE = 0x58
const TERMINATE_BYTES = 5

/**
 * One connection to the embedded engine, in the shape of the socket that the `pg` driver expects. It begins a session with the
 * first bytes and ends it, once, on Terminate, on end and on destroy.
 */
export class EngineStream extends Duplex {
  readonly #session: number
  readonly #link: EngineLink
  #hasEnded = false

  constructor(session: number, link: EngineLink) {
    super()
    this.#session = session
    this.#link = link
  }

  /** There is nothing to connect to; an engine that is dead already has destroyed the stream by then. */
  connect(): this {
    process.nextTick(() => {
      if (!this.destroyed) this.emit('connect')
    })
    return this
  }

  setNoDelay(): this {
    return this
  }

  setKeepAlive(): this {
    return this
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#forward(chunk)
    done()
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.#forward(Buffer.concat(chunks.map(({ chunk }) => chunk)))
    done()
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#endSession()
    this.push(null)
    done()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#endSession()
    done(error)
  }

  #forward(bytes: Buffer): void {
    if (bytes.length === TERMINATE_BYTES && bytes[0] === TERMINATE) {
      this.#endSession()
      this.push(null)
    } else {
      // A copy, for the driver uses its buffer again while this one changes hands.
      this.#link.send(this.#session, new Uint8Array(bytes))
    }
  }

  #endSession(): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    this.#link.end(this.#session)
  }
}
