import { addTexts } from '../../../messages/add-texts.ts'
import { eventRules as en } from '../../../messages/en/event-rules.ts'
import { eventRules as ja } from '../../../messages/ja/event-rules.ts'

addTexts({ en, ja })
