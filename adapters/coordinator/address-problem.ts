import { maskedText } from '../config/mask-secrets.ts';

/** What keeps a `url` from being the address of a GitLab instance. */
export interface AddressProblem {
  readonly message: string;
  readonly hint: string;
}

/** Judges the `url` of a runner without calling it: null where it can be called, else what is wrong with it, without the credentials that may be in it. */
export function addressProblem(url: string): AddressProblem | null {
  const hasScheme = /^[a-z][a-z\d+.-]*:\/\//i.test(url);
  const isWeb = ['http:', 'https:'].includes(URL.parse(url)?.protocol ?? '');
  if (hasScheme && isWeb) return null;
  const shown = maskedText(url);
  const isBare = !hasScheme && url !== '' && URL.canParse(`https://${url}`);
  return { message: `the url "${shown}" is no address of a GitLab instance`, hint: isBare ? `did you mean "https://${shown}"?` : 'begin it with https://' };
}
