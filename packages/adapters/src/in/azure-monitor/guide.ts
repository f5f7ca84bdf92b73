import type { Guide } from '../door.ts'
import { addressOf } from '../guide-text.ts'

export const guide: Guide = {
  azureWebhook: addressOf,
  azureCli: (door) => `az monitor action-group create --name tocsin --resource-group <group> \\
  --action webhook tocsin ${addressOf(door)} usecommonalertschema`,
  azureTerraform: (door) => `resource "azurerm_monitor_action_group" "tocsin" {
  name                = "tocsin"
  resource_group_name = azurerm_resource_group.main.name
  short_name          = "tocsin"

  webhook_receiver {
    name                    = "tocsin"
    service_uri             = "${addressOf(door)}"
    use_common_alert_schema = true
  }
}`,
}
