import { nearestName } from '../core/text/nearest-name.ts';
import { UsageError } from './usage-error.ts';

/** More names than these are not read in a message. */
const mostNames = 30;

/** The error for a name on the command line that stands for nothing: with the nearest that does, and with all of them where they are few. @param what such as `metric`. */
export function unknownName(what: string, name: string, known: readonly string[]): UsageError {
  const nearest = nearestName(name, known);
  const suggestion = nearest === '' ? '' : `; did you mean ${nearest}?`;
  const list = nearest !== '' && known.length > mostNames ? '' : `${nearest === '' ? '; there' : ' There'} are ${known.join(' ')}`;
  return new UsageError(`there is no ${what} ${name}${suggestion}${list}`);
}
