import { Modal } from '@mantine/core'
import IconCommand from '@tabler/icons-react/dist/esm/icons/IconCommand.mjs'
import IconSearch from '@tabler/icons-react/dist/esm/icons/IconSearch.mjs'
import { type KeyboardEvent, useCallback, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { KeyHint } from '../../ui/keyboard/key-hint.tsx'
import { takeTyped } from '../../ui/keyboard/resting-keys.ts'
import { listCommands } from '../../ui/keyboard/shortcuts.ts'
import { useErrorWords } from '../../ui/page-states.tsx'
import styles from './command-palette.module.css'
import { findCommands, nextChoice, type PaletteGroup, type PaletteItem } from './palette-items.ts'
import { useSearchItems } from './use-search-items.ts'

/**
 * Goes to, does and finds, by typing. What can be done is what is registered now, the page's own commands among it; what the
 * server finds stands below. The field keeps the focus, the chosen line is told to screen readers.
 */
export function CommandPalette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const listId = useId()
  const [query, setQuery] = useState('')
  const [chosen, setChosen] = useState(0)
  // What is registered does not change while the palette lies over everything.
  const [commands] = useState(listCommands)
  const search = useSearchItems(query)
  // The focus comes with the field and not a moment later, so that no letter falls between what was typed before and after.
  const beginField = useCallback((field: HTMLInputElement | null) => {
    if (field === null) return
    field.focus()
    const typed = takeTyped()
    setQuery((before) => before + typed)
  }, [])
  const groups: PaletteGroup[] = [
    ...findCommands(commands, query).map(({ group, found }) => ({
      id: group,
      title: t(`palette.group.${group}`),
      items: found.map((command) => ({ ...command, id: `${group} ${command.binding ?? ''} ${command.label}` })),
    })),
    ...search.groups,
  ]
  const items = groups.flatMap((group) => group.items)
  const at = Math.min(chosen, items.length - 1)
  const run = (item: PaletteItem | undefined) => {
    if (!item) return
    onClose()
    item.run()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (by !== 0) setChosen(nextChoice(items.length, at, by))
    else if (event.key === 'Enter') run(items[at])
    else return
    event.preventDefault()
  }
  return (
    <Modal.Root
      opened
      onClose={onClose}
      size={640}
      yOffset="10vh"
      transitionProps={{ duration: 80 }}
      radius={12}
      classNames={{ content: styles.palette }}
    >
      <Modal.Overlay backgroundOpacity={0.4} />
      <Modal.Content aria-label={t('palette.title')}>
        <div className={styles.field}>
          <IconSearch size={17} aria-hidden="true" />
          <input
            ref={beginField}
            className={styles.input}
            role="combobox"
            aria-label={t('palette.title')}
            aria-expanded="true"
            aria-controls={listId}
            aria-activedescendant={items[at] && `${listId}-${at}`}
            aria-autocomplete="list"
            placeholder={t('palette.placeholder')}
            value={query}
            onChange={(event) => {
              setQuery(event.currentTarget.value)
              setChosen(0)
            }}
            onKeyDown={onKeyDown}
            autoComplete="off"
            spellCheck={false}
            data-autofocus
          />
        </div>
        <Found listId={listId} groups={groups} at={at} onChoose={setChosen} onRun={run} />
        <Outcome count={items.length} {...search} />
      </Modal.Content>
    </Modal.Root>
  )
}

function Found({
  listId,
  groups,
  at,
  onChoose,
  onRun,
}: {
  listId: string
  groups: readonly PaletteGroup[]
  at: number
  onChoose: (index: number) => void
  onRun: (item: PaletteItem) => void
}) {
  const { t } = useTranslation()
  let index = -1
  return (
    <div id={listId} className={styles.list} role="listbox" aria-label={t('palette.title')}>
      {groups.map((group) => (
        // biome-ignore lint/a11y/useSemanticElements: a group of options, which a field set is not.
        <div key={group.id} role="group" aria-label={group.title}>
          <div className={styles.group} aria-hidden="true">
            {group.title}
          </div>
          {group.items.map((item) => {
            index += 1
            const mine = index
            return (
              <PaletteLine
                key={item.id}
                id={`${listId}-${mine}`}
                item={item}
                isChosen={mine === at}
                onChoose={() => onChoose(mine)}
                onRun={() => onRun(item)}
              />
            )
          })}
        </div>
      ))}
    </div>
  )
}

function PaletteLine({
  id,
  item,
  isChosen,
  onChoose,
  onRun,
}: {
  id: string
  item: PaletteItem
  isChosen: boolean
  onChoose: () => void
  onRun: () => void
}) {
  const Sign = item.icon ?? IconCommand
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the focus and hears the keys.
    // biome-ignore lint/a11y/useFocusableInteractive: the field points at the option with aria-activedescendant.
    <div
      id={id}
      ref={(line) => {
        if (isChosen) line?.scrollIntoView({ block: 'nearest' })
      }}
      className={styles.line}
      role="option"
      aria-selected={isChosen}
      onMouseMove={() => !isChosen && onChoose()}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onRun}
    >
      <span className={styles.sign}>
        <Sign size={16} stroke={1.7} aria-hidden="true" />
      </span>
      <span className={styles.label}>{item.label}</span>
      {item.note !== undefined && <span className={styles.note}>{item.note}</span>}
      {item.binding !== undefined && <KeyHint binding={item.binding} />}
    </div>
  )
}

/** Whether the server is still looking, could not be asked, or found as little as we did. */
function Outcome({ count, isSearching, error }: { count: number; isSearching: boolean; error: unknown }) {
  const { t } = useTranslation()
  const errorWords = useErrorWords()
  const words = error
    ? `${t('palette.failed')} ${errorWords(error).title}`
    : isSearching
      ? t('palette.searching')
      : count === 0
        ? t('palette.nothing')
        : ''
  return (
    <p className={styles.outcome} role="status" data-bad={error ? true : undefined}>
      {words}
    </p>
  )
}
