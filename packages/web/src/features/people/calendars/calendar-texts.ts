import { addTexts } from '../../../messages/add-texts.ts'
import { calendarPages as en } from '../../../messages/en/calendars.ts'
import { calendarPages as ja } from '../../../messages/ja/calendars.ts'

addTexts({ en, ja })
