import { addTexts } from '../../../messages/add-texts.ts'
import { myOnCall as en } from '../../../messages/en/my-on-call.ts'
import { timeOffCalendar as enCalendar } from '../../../messages/en/time-off-calendar.ts'
import { myOnCall as ja } from '../../../messages/ja/my-on-call.ts'
import { timeOffCalendar as jaCalendar } from '../../../messages/ja/time-off-calendar.ts'

addTexts({ en: { ...en, ...enCalendar }, ja: { ...ja, ...jaCalendar } })
