import { addTexts } from '../../../messages/add-texts.ts'
import { quiet as en } from '../../../messages/en/quiet.ts'
import { quiet as ja } from '../../../messages/ja/quiet.ts'

addTexts({ en, ja })
