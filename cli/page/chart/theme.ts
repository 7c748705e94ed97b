/** The colours of a page as they are now: a canvas knows no variables of a style sheet. */
export interface Theme {
  readonly page: string;
  readonly ink: string;
  readonly soft: string;
  readonly line: string;
  readonly busy: string;
  readonly idle: string;
  readonly booting: string;
  readonly leaving: string;
  readonly waiting: string;
  readonly care: string;
}

/** Reads the colours that hold now. */
export function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  return {
    page: colour('--page'),
    ink: colour('--ink'),
    soft: colour('--soft'),
    line: colour('--line'),
    busy: colour('--chart-busy'),
    idle: colour('--chart-idle'),
    booting: colour('--chart-booting'),
    leaving: colour('--chart-leaving'),
    waiting: colour('--chart-waiting'),
    care: colour('--care'),
  };
}

/** Calls when light turns to dark, or dark to light. */
export function onThemeChange(listener: () => void): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', listener);
}
