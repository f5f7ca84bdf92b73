/**
 * What follows a change, also when whoever asked for it went elsewhere meanwhile or the row that asked went with it: the callbacks of
 * `mutate` are lost then. Without `onError` the form that asked says itself what went wrong.
 */
export function whenDone<Answer>(
  change: Promise<Answer>,
  { onSuccess, onError }: { onSuccess?: (answer: Answer) => unknown; onError?: (error: unknown) => unknown },
): void {
  void change.then(
    (answer) => onSuccess?.(answer),
    (error: unknown) => onError?.(error),
  )
}
