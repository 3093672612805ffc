/** Services that the runtime itself has on the board, by their class in the Jacdac service catalogue. */

export const SETTINGS_CLASS = 0x1107dc4a;
export const WIFI_CLASS = 0x18aae1fa;
export const CLOUD_ADAPTER_CLASS = 0x14606e9c;
