import '../../messages/source-texts.ts'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Notice } from '../../ui/notice.tsx'
import { useReader } from '../../ui/time/reader.ts'
import { formatMoment } from '../../ui/time/wall-clock.ts'
import { sourceNoticesQuery } from './sources.query.ts'

/** Says that more comes from a source, or came lately, than is taken as it comes; nothing when it does not. */
export function SourceNotices({ id }: { id: string }) {
  const { t } = useTranslation()
  const reader = useReader()
  const { data: notices = [] } = useQuery(sourceNoticesQuery(id))
  return notices.map(({ kind, began_at, last_at, count, is_ongoing }) => (
    <Notice
      key={kind}
      tone={is_ongoing ? 'warn' : 'info'}
      title={t(is_ongoing ? `notices.${kind}.now` : `notices.${kind}.before`)}
    >
      {t(`notices.${kind}.text`, { count })}{' '}
      {t(is_ongoing ? 'notices.since' : 'notices.span', {
        from: formatMoment(Date.parse(began_at), reader),
        to: formatMoment(Date.parse(last_at), reader),
      })}
    </Notice>
  ))
}
