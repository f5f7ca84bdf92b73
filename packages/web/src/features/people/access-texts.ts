import { addTexts } from '../../messages/add-texts.ts'
import { access as en } from '../../messages/en/access.ts'
import { access as ja } from '../../messages/ja/access.ts'

addTexts({ en, ja })
