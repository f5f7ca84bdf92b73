import { Button, Select, Textarea } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Source } from '../../api/types.ts'
import { Panel } from '../../ui/panel.tsx'
import { useReader } from '../../ui/time/reader.ts'
import { formatFull } from '../../ui/time/wall-clock.ts'
import { headersText } from './headers-text.ts'
import styles from './mapping-page.module.css'
import { readableBody } from './readable-body.ts'
import { deliveriesQuery, deliveryBodyQuery, deliveryQuery } from './sources.query.ts'

const EXAMPLE_HEADERS = 'x-team: payments'
const EXAMPLE = '{\n  "title": "Disk full on db-7",\n  "id": "disk-7",\n  "level": "critical"\n}'

/** What a mapping is tried on, as it stands in the fields: `headers` are lines of `name: value`. */
export interface TriedRequest {
  payload: string
  headers: string
}

/** One of the requests that are kept, with its headers, or one that somebody writes. */
export function TriedRequestPanel({
  source,
  tried,
  onChange,
}: {
  source: Source
  tried: TriedRequest | undefined
  onChange: (tried: TriedRequest) => void
}) {
  const { t } = useTranslation()
  const reader = useReader()
  const kept = useInfiniteQuery({ ...deliveriesQuery(source.id), refetchInterval: false })
  const { data: deliveries, isPending } = kept
  const [chosen, setChosen] = useState<string | null>(null)
  const shown = chosen ?? deliveries?.[0]?.id ?? null
  const { data: body } = useQuery({ ...deliveryBodyQuery(shown ?? ''), enabled: shown !== null })
  const { data: head } = useQuery({ ...deliveryQuery(shown ?? ''), enabled: shown !== null })
  useEffect(() => {
    if (body !== undefined && head !== undefined)
      onChange({ payload: readableBody(body), headers: headersText(head.headers ?? {}) })
    else if (!isPending && shown === null) onChange({ payload: EXAMPLE, headers: '' })
  }, [body, head, isPending, shown, onChange])
  const change = (changed: Partial<TriedRequest>) => onChange({ payload: '', headers: '', ...tried, ...changed })
  return (
    <Panel
      title={t('mapping.payload')}
      action={
        deliveries &&
        deliveries.length > 0 && (
          <div className={styles.choice}>
            <Select
              size="xs"
              aria-label={t('mapping.choosePayload')}
              value={shown}
              data={deliveries.map(({ id, received_at }) => ({
                value: id,
                label: formatFull(Date.parse(received_at), reader),
              }))}
              onChange={setChosen}
              allowDeselect={false}
            />
            {kept.hasNextPage && (
              <Button
                size="xs"
                variant="subtle"
                color="gray"
                loading={kept.isFetchingNextPage}
                onClick={() => void kept.fetchNextPage()}
              >
                {t('common.showOlder')}
              </Button>
            )}
          </div>
        )
      }
    >
      {deliveries?.length === 0 && <p className={styles.note}>{t('mapping.noPayload')}</p>}
      <Textarea
        aria-label={t('mapping.payload')}
        value={tried?.payload ?? ''}
        onChange={(event) => change({ payload: event.currentTarget.value })}
        autosize
        minRows={6}
        maxRows={18}
        classNames={{ input: styles.mono }}
        spellCheck={false}
      />
      <Textarea
        mt="sm"
        label={t('mapping.headers')}
        description={t(head?.headers === null ? 'mapping.headersNotKept' : 'mapping.headersText')}
        placeholder={EXAMPLE_HEADERS}
        value={tried?.headers ?? ''}
        onChange={(event) => change({ headers: event.currentTarget.value })}
        autosize
        minRows={2}
        maxRows={10}
        classNames={{ input: styles.mono }}
        spellCheck={false}
      />
    </Panel>
  )
}
