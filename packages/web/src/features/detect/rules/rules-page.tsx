import { ActionIcon, Button, Switch } from '@mantine/core'
import IconArrowDown from '@tabler/icons-react/dist/esm/icons/IconArrowDown.mjs'
import IconArrowUp from '@tabler/icons-react/dist/esm/icons/IconArrowUp.mjs'
import IconCopy from '@tabler/icons-react/dist/esm/icons/IconCopy.mjs'
import IconGripVertical from '@tabler/icons-react/dist/esm/icons/IconGripVertical.mjs'
import IconListDetails from '@tabler/icons-react/dist/esm/icons/IconListDetails.mjs'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { whenDone } from '../../../api/when-done.ts'
import { FormError } from '../../../ui/form-error.tsx'
import { notifyDone } from '../../../ui/notify.ts'
import { OwnedByFile } from '../../../ui/owned-by-file.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../../ui/page-states.tsx'
import { Tag } from '../../../ui/tag.tsx'
import { useReader } from '../../../ui/time/reader.ts'
import { usePermission } from '../../people/session.query.ts'
import { AlertTabs } from '../alert-tabs.tsx'
import { summaryOf } from './rule-draft.ts'
import { type EventRule, eventRulesQuery, useCopyRule, useMoveRule, useSwitchRule } from './rules.query.ts'
import styles from './rules-page.module.css'
import { useRuleWords } from './use-rule-words.ts'

/** Event rules in the order in which they are asked. */
export function RulesPage() {
  const { t } = useTranslation()
  const { data: rules, error, refetch } = useQuery({ ...eventRulesQuery, refetchInterval: 30_000 })
  const mayWrite = usePermission('configuration.write')
  const add = mayWrite && (
    <Button size="xs" component={Link} to="/alerts/rules/new" leftSection={<IconPlus size={15} />}>
      {t('eventRule.add')}
    </Button>
  )
  return (
    <>
      <PageHeader title={t('nav.alerts')}>{rules && rules.length > 0 && add}</PageHeader>
      <AlertTabs />
      {rules && rules.length > 0 && <RuleList rules={rules} mayWrite={mayWrite} />}
      {rules?.length === 0 && (
        <EmptyState icon={<IconListDetails size={22} />} title={t('eventRule.none')} text={t('eventRule.noneText')}>
          {add}
        </EmptyState>
      )}
      {!rules && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!rules && !error && <LoadingState />}
    </>
  )
}

function RuleList({ rules, mayWrite }: { rules: readonly EventRule[]; mayWrite: boolean }) {
  const { t } = useTranslation()
  const move = useMoveRule()
  const [dragged, setDragged] = useState<string>()
  const [told, setTold] = useState('')
  const own = rules.filter((rule) => rule.owned_by !== 'file')
  /** Ahead of another rule, or behind all of them. */
  const moveAhead = (rule: EventRule, before: string | null) => {
    const others = own.filter(({ id }) => id !== rule.id)
    const index = before === null ? others.length : others.findIndex(({ id }) => id === before)
    const place = rules.length - own.length + index + 1
    whenDone(move.mutateAsync({ id: rule.id, before }), {
      onSuccess: () => setTold(t('eventRule.moved', { name: rule.name, place })),
    })
  }
  return (
    <>
      <p className={styles.text}>
        {t('eventRule.text')} {own.length < rules.length && t('eventRule.fileFirst')}
      </p>
      {move.error && (
        <div className={styles.text}>
          <FormError error={move.error} />
        </div>
      )}
      <p className={styles.told} role="status">
        {told}
      </p>
      <ol className={styles.list} aria-label={t('eventRule.many')}>
        {rules.map((rule, index) => {
          const place = own.findIndex(({ id }) => id === rule.id)
          const isMovable = mayWrite && place !== -1
          const dropHere = () => {
            const moved = own.find(({ id }) => id === dragged)
            setDragged(undefined)
            if (moved && isMovable && moved.id !== rule.id) moveAhead(moved, rule.id)
          }
          return (
            <li
              key={rule.id}
              className={styles.row}
              data-off={!rule.active || undefined}
              data-dragged={dragged === rule.id || undefined}
              onDragOver={(event) => {
                if (dragged !== undefined && isMovable) event.preventDefault()
              }}
              onDrop={dropHere}
            >
              {isMovable ? (
                // biome-ignore lint/a11y/noStaticElementInteractions: the buttons at the end of the row do the same by keyboard.
                <span
                  className={styles.grip}
                  draggable
                  title={t('eventRule.drag', { name: rule.name })}
                  onDragStart={(event) => {
                    event.dataTransfer.effectAllowed = 'move'
                    event.dataTransfer.setData('text/plain', rule.id)
                    setDragged(rule.id)
                  }}
                  onDragEnd={() => setDragged(undefined)}
                >
                  <IconGripVertical size={16} aria-hidden="true" />
                </span>
              ) : (
                <span className={styles.grip} />
              )}
              <span className={styles.number}>{index + 1}</span>
              <RuleWords rule={rule} />
              <RuleTools
                rule={rule}
                isMovable={isMovable}
                onUp={place > 0 ? () => moveAhead(rule, own[place - 1]?.id ?? null) : undefined}
                onDown={place < own.length - 1 ? () => moveAhead(rule, own[place + 2]?.id ?? null) : undefined}
                isPending={move.isPending}
              />
            </li>
          )
        })}
      </ol>
    </>
  )
}

function RuleWords({ rule }: { rule: EventRule }) {
  const { t } = useTranslation()
  const { locale } = useReader()
  const words = useRuleWords()
  const number = (count: number) => count.toLocaleString(locale)
  return (
    <div className={styles.words}>
      <div className={styles.head}>
        <Link to="/alerts/rules/$id" params={{ id: rule.id }} className={styles.name}>
          {rule.name}
        </Link>
        {!rule.active && <Tag tone="warn">{t('common.inactive')}</Tag>}
        <OwnedByFile owner={rule.owned_by} />
        {rule.failed_24h > 0 && (
          <Tag tone="alarm" title={t('eventRule.failedText')}>
            {t('eventRule.failed24', { count: rule.failed_24h, number: number(rule.failed_24h) })}
          </Tag>
        )}
      </div>
      <code className={styles.when}>{rule.when.trim() === '' ? t('eventRule.every') : rule.when}</code>
      <div className={styles.does}>
        {summaryOf(rule).map(({ field, value }) => (
          <span key={field} className={styles.action}>
            <span className={styles.field}>{words.field(field)}</span> {words.value(field, value)}
          </span>
        ))}
        {rule.stop && <span className={styles.action}>{t('eventRule.stop')}</span>}
        <span className={styles.count}>
          {t('eventRule.met24', { count: rule.matched_24h, number: number(rule.matched_24h) })}
        </span>
      </div>
    </div>
  )
}

function RuleTools({
  rule,
  isMovable,
  onUp,
  onDown,
  isPending,
}: {
  rule: EventRule
  isMovable: boolean
  onUp: (() => void) | undefined
  onDown: (() => void) | undefined
  isPending: boolean
}) {
  const { t } = useTranslation()
  const turn = useSwitchRule()
  const copy = useCopyRule()
  const mayWrite = usePermission('configuration.write')
  const { name } = rule
  if (!mayWrite) return <span />
  return (
    <div className={styles.tools}>
      {isMovable && (
        <>
          <ActionIcon size="lg" aria-label={t('eventRule.up', { name })} disabled={!onUp || isPending} onClick={onUp}>
            <IconArrowUp size={16} />
          </ActionIcon>
          <ActionIcon
            size="lg"
            aria-label={t('eventRule.down', { name })}
            disabled={!onDown || isPending}
            onClick={onDown}
          >
            <IconArrowDown size={16} />
          </ActionIcon>
        </>
      )}
      <ActionIcon
        size="lg"
        aria-label={t('eventRule.copy', { name })}
        loading={copy.isPending}
        onClick={() =>
          whenDone(copy.mutateAsync(rule.id), {
            onSuccess: (made) => notifyDone(t('eventRule.copied', { name: made.name })),
          })
        }
      >
        <IconCopy size={16} />
      </ActionIcon>
      {isMovable && (
        <Switch
          aria-label={t(rule.active ? 'eventRule.switchOff' : 'eventRule.switchOn', { name })}
          checked={rule.active}
          disabled={turn.isPending}
          onChange={(event) => turn.mutate({ id: rule.id, isActive: event.currentTarget.checked })}
        />
      )}
    </div>
  )
}
