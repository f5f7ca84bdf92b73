import { Button } from '@mantine/core'
import { useRouter } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { AnswerOf } from '../../api/paths.ts'
import { FormError } from '../../ui/form-error.tsx'
import styles from './demo-sign-in.module.css'
import './demo-texts.ts'
import { useSignIn } from './session.query.ts'

type Demo = NonNullable<AnswerOf<'get', '/setup'>['demo']>

interface DemoSignInProps {
  demo: Demo
  /** Who is signed in at once: the link on the terminal says it. */
  as?: string | undefined
  next: string
}

/** In the demo everybody may be anybody: one press, and one looks at the company with their eyes. */
export function DemoSignIn({ demo, as, next }: DemoSignInProps) {
  const { t } = useTranslation()
  const router = useRouter()
  const signIn = useSignIn()
  const { mutate } = signIn
  const enter = (email: string) =>
    mutate({ email, password: demo.password }, { onSuccess: () => router.history.replace(next) })
  const hasEntered = useRef(false)
  useEffect(() => {
    if (hasEntered.current || !demo.people.some(({ email }) => email === as)) return
    hasEntered.current = true
    mutate({ email: as ?? '', password: demo.password }, { onSuccess: () => router.history.replace(next) })
  }, [as, demo, mutate, next, router])
  return (
    <section className={styles.demo} aria-label={t('demo.mark')}>
      <p className={styles.text}>{t('demo.login', { company: demo.company })}</p>
      {signIn.error && <FormError error={signIn.error} />}
      {demo.people.map(({ email, name, part }, index) => (
        <Button
          key={email}
          fullWidth
          size="md"
          variant={index === 0 ? 'filled' : 'default'}
          loading={signIn.isPending && signIn.variables.email === email}
          onClick={() => enter(email)}
        >
          {t('demo.enterAs', { name })}
          <span className={styles.part}>{t(`demo.part.${part}`)}</span>
        </Button>
      ))}
    </section>
  )
}
