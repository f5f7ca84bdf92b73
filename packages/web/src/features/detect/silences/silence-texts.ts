import { addTexts } from '../../../messages/add-texts.ts'
import { silences as en } from '../../../messages/en/silences.ts'
import { silences as ja } from '../../../messages/ja/silences.ts'

addTexts({ en, ja })
