import { notifications } from '@mantine/notifications'

/** Short word that something was done. */
export function notifyDone(message: string): void {
  notifications.show({ message, color: 'teal', autoClose: 3_500 })
}

/** Stays longer: it is to be read. */
export function notifyFailed({ title, text }: { title: string; text: string }): void {
  notifications.show({ title, message: text, color: 'red', autoClose: 9_000 })
}
