import { useReader } from '../../../ui/time/reader.ts'

/** Hours as the reader's language writes them: to a tenth, and with their sign where they are a difference. */
export function useHourWords(): { hours: (value: number) => string; signed: (value: number) => string } {
  const { locale } = useReader()
  const plain = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 })
  const withSign = new Intl.NumberFormat(locale, { maximumFractionDigits: 1, signDisplay: 'exceptZero' })
  return { hours: (value) => plain.format(value), signed: (value) => withSign.format(value) }
}
