import { addTexts } from '../messages/add-texts.ts'
import { offline as en } from '../messages/en/offline.ts'
import { offline as ja } from '../messages/ja/offline.ts'

/** For the parts that come after the first page; each of them imports this for its texts. */
addTexts({ en, ja })
