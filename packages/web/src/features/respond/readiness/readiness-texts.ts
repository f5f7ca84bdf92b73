import { addTexts } from '../../../messages/add-texts.ts'
import { readiness as en } from '../../../messages/en/readiness.ts'
import { readiness as ja } from '../../../messages/ja/readiness.ts'

addTexts({ en, ja })
