import { addTexts } from '../../../messages/add-texts.ts'
import { scheduleEditor as editorEn } from '../../../messages/en/schedule-editor.ts'
import { schedules as en } from '../../../messages/en/schedules.ts'
import { scheduleEditor as editorJa } from '../../../messages/ja/schedule-editor.ts'
import { schedules as ja } from '../../../messages/ja/schedules.ts'

addTexts({ en: { ...en, ...editorEn }, ja: { ...ja, ...editorJa } })
