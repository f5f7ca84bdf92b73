import { FormDialog } from './form-dialog.tsx'

/** Asks before something goes that cannot be brought back. */
export function ConfirmDialog({
  title,
  text,
  submitLabel,
  onConfirm,
  onClose,
  isPending,
  error,
}: {
  title: string
  text: string
  submitLabel: string
  onConfirm: () => void
  onClose: () => void
  isPending: boolean
  error: unknown
}) {
  return (
    <FormDialog
      title={title}
      text={text}
      submitLabel={submitLabel}
      onSubmit={onConfirm}
      onClose={onClose}
      isPending={isPending}
      error={error}
      isDangerous
    />
  )
}
