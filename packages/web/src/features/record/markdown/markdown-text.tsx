import { createElement, Fragment, type ReactNode, useMemo } from 'react'
import styles from './markdown-text.module.css'
import { type Block, type Inline, type ListItem, parseMarkdown, type Table } from './parse-markdown.ts'

/** What somebody wrote, as they meant it. Loaded with the first note. */
export function MarkdownText({ source }: { source: string }) {
  const blocks = useMemo(() => parseMarkdown(source), [source])
  return <div className={styles.text}>{blocksOf(blocks)}</div>
}

/** The parts of a text never change places, so none needs a key. */
function inOrder(parts: readonly ReactNode[]): ReactNode {
  return createElement(Fragment, null, ...parts)
}

function blocksOf(blocks: readonly Block[]): ReactNode {
  return inOrder(blocks.map(blockOf))
}

function blockOf(block: Block): ReactNode {
  switch (block.kind) {
    case 'paragraph':
      return <p>{inlinesOf(block.inlines)}</p>
    // Headings of a note are no headings of the page.
    case 'heading':
      return (
        <p className={styles.heading} data-level={block.level}>
          {inlinesOf(block.inlines)}
        </p>
      )
    case 'list': {
      const items = inOrder(block.items.map(itemOf))
      return block.isOrdered ? <ol start={block.start}>{items}</ol> : <ul>{items}</ul>
    }
    case 'table':
      return tableOf(block)
    case 'quote':
      return <blockquote>{blocksOf(block.blocks)}</blockquote>
    case 'code':
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
        <pre tabIndex={0}>
          <code>{block.text}</code>
        </pre>
      )
    case 'rule':
      return <hr />
  }
}

function itemOf({ inlines, isDone, blocks }: ListItem): ReactNode {
  return createElement(
    'li',
    isDone === undefined ? null : { className: styles.task },
    isDone !== undefined && <span className={styles.box}>{isDone ? '☑' : '☐'}</span>,
    inlinesOf(inlines),
    blocksOf(blocks),
  )
}

function tableOf({ aligns, head, rows }: Table): ReactNode {
  const cellsOf = (tag: 'th' | 'td', cells: readonly Inline[][]) =>
    inOrder(
      cells.map((cell, column) =>
        createElement(
          tag,
          { style: { textAlign: aligns[column] }, ...(tag === 'th' && { scope: 'col' }) },
          inlinesOf(cell),
        ),
      ),
    )
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
    <div className={styles.wide} tabIndex={0}>
      <table>
        <thead>
          <tr>{cellsOf('th', head)}</tr>
        </thead>
        <tbody>{inOrder(rows.map((row) => createElement('tr', null, cellsOf('td', row))))}</tbody>
      </table>
    </div>
  )
}

function inlinesOf(inlines: readonly Inline[]): ReactNode {
  return inOrder(inlines.map(inlineOf))
}

function inlineOf(inline: Inline): ReactNode {
  switch (inline.kind) {
    case 'text':
      return inline.text
    case 'break':
      return <br />
    case 'code':
      return <code>{inline.text}</code>
    case 'strong':
      return <strong>{inlinesOf(inline.inlines)}</strong>
    case 'em':
      return <em>{inlinesOf(inline.inlines)}</em>
    case 'strike':
      return <s>{inlinesOf(inline.inlines)}</s>
    case 'link':
      return (
        <a href={inline.href} target="_blank" rel="noreferrer noopener">
          {inlinesOf(inline.inlines)}
        </a>
      )
    case 'picture':
      return (
        <a href={inline.src} target="_blank" rel="noreferrer noopener" className={styles.picture}>
          <img src={inline.src} alt={inline.alt} loading="lazy" decoding="async" />
        </a>
      )
  }
}
