import { addTexts } from '../../messages/add-texts.ts'
import { settingsPages as en } from '../../messages/en/settings-pages.ts'
import { settingsPages as ja } from '../../messages/ja/settings-pages.ts'

addTexts({ en, ja })
