/** WebSockets as a port: what a channel needs that listens instead of being called. Tests and the demo may have none. */
export interface SocketRequest {
  /** `wss:` or `ws:`. */
  url: string
  /** The handshake ends by then. */
  openMsMax: number
  /** Nothing was heard for so long, not even an answer to a ping: it counts as lost. */
  silenceMsMax: number
}

export interface SocketListener {
  opened(): void
  said(text: string): void
  /** Once, whoever ended it, and also when it never opened. */
  ended(cause: string): void
}

export interface Socket {
  /** What is said into a connection that has ended is lost. */
  say(text: string): void
  close(): void
}

/** Throws nothing: what goes wrong is told by `ended`, never before this has returned. */
export type OpenSocket = (request: SocketRequest, listener: SocketListener) => Socket
