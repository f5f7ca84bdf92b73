import { addTexts } from '../../../messages/add-texts.ts'
import { monitors as en } from '../../../messages/en/monitors.ts'
import { monitors as ja } from '../../../messages/ja/monitors.ts'

addTexts({ en, ja })
