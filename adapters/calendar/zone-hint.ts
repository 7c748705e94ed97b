import { nearestName } from '../../core/text/nearest-name.ts';

/** What to do about the name of a time zone that there is not: the nearest that there is, else the form of names. */
export function zoneHint(name: string): string {
  const nearest = nearestName(name, Intl.supportedValuesOf('timeZone'));
  return nearest === '' ? 'zones have names such as Europe/Berlin' : `did you mean "${nearest}"?`;
}
