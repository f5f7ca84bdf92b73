import { addTexts } from '../../messages/add-texts.ts'
import { demo as en } from '../../messages/en/demo.ts'
import { demo as ja } from '../../messages/ja/demo.ts'

addTexts({ en, ja })
