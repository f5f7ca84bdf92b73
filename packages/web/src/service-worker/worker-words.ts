import { workerWords as en, type WorkerWords } from '../messages/en/worker.ts'
import { workerWords as ja } from '../messages/ja/worker.ts'

/** In the browser's language: a service worker cannot see what its reader chose in the console. */
export function workerWords(): WorkerWords {
  return navigator.language.startsWith('ja') ? ja : en
}

/** Fills in `{{name}}`, as the texts of the console have it. */
export function say(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '')
}

/** Of the browser's own clock. */
export function clockTime(atMs: number): string {
  return new Intl.DateTimeFormat(navigator.language, { hour: '2-digit', minute: '2-digit' }).format(atMs)
}
