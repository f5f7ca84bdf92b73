import { addTexts } from '../../../messages/add-texts.ts'
import { streams as en } from '../../../messages/en/streams.ts'
import { streams as ja } from '../../../messages/ja/streams.ts'

addTexts({ en, ja })
