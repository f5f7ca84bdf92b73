/** The world of a service worker, as far as ours uses it: TypeScript knows either this world or that of pages. */

export interface LateEvent extends Event {
  waitUntil(work: Promise<unknown>): void
}

export interface FetchEvent extends LateEvent {
  readonly request: Request
  respondWith(answer: Promise<Response>): void
}

export interface PushEvent extends LateEvent {
  readonly data: { text(): string } | null
}

export interface NotificationEvent extends LateEvent {
  readonly notification: Notification
  readonly action: string
}

export interface SyncEvent extends LateEvent {
  readonly tag: string
}

export interface SubscriptionChangeEvent extends LateEvent {
  readonly oldSubscription: PushSubscription | null
}

export interface PageMessageEvent extends LateEvent {
  readonly data: unknown
}

export interface WindowClient {
  readonly url: string
  readonly focused: boolean
  focus(): Promise<WindowClient>
  postMessage(message: unknown): void
}

interface WorkerEvents {
  install: LateEvent
  activate: LateEvent
  fetch: FetchEvent
  push: PushEvent
  notificationclick: NotificationEvent
  pushsubscriptionchange: SubscriptionChangeEvent
  sync: SyncEvent
  message: PageMessageEvent
}

export interface WorkerScope {
  readonly registration: ServiceWorkerRegistration
  readonly location: { readonly origin: string }
  readonly clients: {
    claim(): Promise<void>
    matchAll(options: { type: 'window'; includeUncontrolled?: boolean }): Promise<WindowClient[]>
    openWindow(url: string): Promise<WindowClient | null>
  }
  skipWaiting(): Promise<void>
  addEventListener<Name extends keyof WorkerEvents>(name: Name, run: (event: WorkerEvents[Name]) => void): void
}

export const worker = globalThis as unknown as WorkerScope
