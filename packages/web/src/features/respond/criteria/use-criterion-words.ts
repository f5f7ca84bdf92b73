import { useTranslation } from 'react-i18next'
import { durationWords } from '../../../ui/time/duration-words.ts'
import { useReader } from '../../../ui/time/reader.ts'
import { useWords } from '../../../ui/use-words.ts'
import type { CriterionBody } from './criteria.query.ts'
import { type ConditionPart, readCondition } from './criterion-words.ts'

export interface CriterionWords {
  /** When it comes true, as a sentence. */
  sentence: string
  /** The expression, where the sentence has no words for it. */
  code: string | undefined
}

/** When a criterion comes true, in the reader's language. */
export function useCriterionWords(): (criterion: Pick<CriterionBody, 'after' | 'when'>) => CriterionWords {
  const { t } = useTranslation()
  const { locale } = useReader()
  const words = useWords()
  const partWords = ({ key, count, value }: ConditionPart): string => {
    if (key === 'needs') return t('criteria.is.needs', { value: neededWords(value ?? '') })
    if (key === 'severity') return t('criteria.is.severity', { value: words(`severity.${value}`, value ?? '') })
    return t(`criteria.is.${key as 'spread'}`, { count: count ?? 1, value: value ?? '' })
  }
  const neededWords = (value: string) => (value === 'vendor' ? t('criteria.is.vendor') : words(`level.${value}`, value))
  return ({ after, when = '' }) => {
    const time = after === undefined ? undefined : durationWords(after, locale)
    if (when.trim() === '') return { sentence: t('criteria.when.after', { time: time ?? '' }), code: undefined }
    const read = readCondition(when)
    const list = new Intl.ListFormat(locale, { type: read?.join === 'or' ? 'disjunction' : 'conjunction' })
    const what = read ? list.format(read.parts.map(partWords)) : t('criteria.when.code')
    const sentence =
      time === undefined ? t('criteria.when.atOnce', { what }) : t('criteria.when.afterIf', { time, what })
    return { sentence, code: read ? undefined : when }
  }
}
