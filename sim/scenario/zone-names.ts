/** The names of a fleet's zones: as given, or the first letters of the alphabet. */
export function zoneNames(zones: number | readonly string[]): readonly string[] {
  return typeof zones === 'number' ? Array.from({ length: zones }, (_, i) => String.fromCharCode(97 + i)) : zones;
}
