import { type DragEvent, useState } from 'react'

/** Puts the rows of a list into another order by dragging their grips; buttons beside it do the same by keyboard. */
export function useDragOrder(onMove: (from: number, to: number) => void) {
  const [dragged, setDragged] = useState<number>()
  return {
    dragged,
    gripProps: (index: number) => ({
      draggable: true,
      onDragStart: (event: DragEvent) => {
        event.stopPropagation()
        event.dataTransfer.effectAllowed = 'move'
        event.dataTransfer.setData('text/plain', String(index))
        setDragged(index)
      },
      onDragEnd: () => setDragged(undefined),
    }),
    rowProps: (index: number) => ({
      'data-dragged': dragged === index || undefined,
      onDragOver: (event: DragEvent) => {
        if (dragged !== undefined) event.preventDefault()
      },
      onDrop: (event: DragEvent) => {
        if (dragged === undefined) return
        event.preventDefault()
        event.stopPropagation()
        setDragged(undefined)
        if (dragged !== index) onMove(dragged, index)
      },
    }),
  }
}
