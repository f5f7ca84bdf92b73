import { CodeBlock, CopyField } from '../../ui/copy-text.tsx'
import { KeyHint } from '../../ui/keyboard/key-hint.tsx'
import styles from './design-system.module.css'
import { Sample, Section } from './section.tsx'
import { useDesignWords } from './use-design-words.ts'

const grounds = ['bg', 'bg-subtle', 'bg-hover', 'bg-active', 'bg-raised']
const lines = ['line', 'line-strong']
const inks = ['text', 'text-2', 'text-3']
const tones = ['accent', 'alarm', 'warn', 'calm', 'violet', 'ok']
const sizes = ['2xl', 'xl', 'lg', 'md', 'sm', 'xs']
const spaces = [1, 2, 3, 4, 5, 6]
const corners = ['radius-sm', 'radius', 'radius-lg']
const keys = ['a', 'g i', 'mod+k', 'shift+enter', '?', 'escape']

export function ColourSection() {
  const { colours } = useDesignWords()
  return (
    <Section name="colours" text={colours.text}>
      <Sample label={colours.ground}>
        {grounds.map((name) => (
          <Swatch key={name} name={name} />
        ))}
      </Sample>
      <Sample label={colours.line}>
        {lines.map((name) => (
          <Swatch key={name} name={name} />
        ))}
      </Sample>
      <Sample label={colours.ink}>
        {inks.map((name) => (
          <span key={name} style={{ color: `var(--${name})` }}>
            --{name}
          </span>
        ))}
      </Sample>
      <Sample label={colours.tones}>
        {tones.map((name) => (
          <span key={name} className={styles.tone} style={{ color: `var(--${name})`, background: `var(--${name}-bg)` }}>
            --{name}
          </span>
        ))}
      </Sample>
    </Section>
  )
}

function Swatch({ name }: { name: string }) {
  return (
    <span className={styles.swatch}>
      <span className={styles.chip} style={{ background: `var(--${name})` }} />
      --{name}
    </span>
  )
}

export function TypeSection() {
  const { typeSample } = useDesignWords()
  return (
    <Section name="type">
      {sizes.map((size) => (
        <p
          key={size}
          className={styles.typeSample}
          style={{ fontSize: `var(--text-${size})`, lineHeight: `var(--leading-${size})` }}
        >
          <code className={styles.typeName}>{`--text-${size}`}</code>
          {typeSample}
        </p>
      ))}
    </Section>
  )
}

export function SpaceSection() {
  return (
    <Section name="space">
      <div className={styles.row}>
        {spaces.map((step) => (
          <span key={step} className={styles.swatch}>
            <span className={styles.space} style={{ width: `var(--space-${step})` }} />
            {`--space-${step}`}
          </span>
        ))}
        {corners.map((name) => (
          <span key={name} className={styles.swatch}>
            <span className={styles.chip} style={{ borderRadius: `var(--${name})`, background: 'var(--accent-bg)' }} />
            --{name}
          </span>
        ))}
      </div>
    </Section>
  )
}

export function CodeSection() {
  const { samples, copy } = useDesignWords()
  return (
    <>
      <Section name="code">
        <CopyField value={samples.curl} label={copy} />
        <CodeBlock text={`${samples.curl}\n${samples.curl}`} label={copy} />
      </Section>
      <Section name="keys">
        <div className={styles.row}>
          {keys.map((binding) => (
            <KeyHint key={binding} binding={binding} isSpoken />
          ))}
        </div>
      </Section>
    </>
  )
}
