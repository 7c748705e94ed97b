const hourMs = 3_600_000;
const minuteMs = 60_000;
const secondMs = 1000;

/** A span as a config.toml has it: `24h`, `1h30m`, `20m`, `90s` as `1m30s`. Whole milliseconds. */
export function goDuration(ms: number): string {
  const hours = Math.floor(ms / hourMs);
  const minutes = Math.floor((ms % hourMs) / minuteMs);
  const rest = ms % minuteMs;
  const seconds = rest === 0 ? '' : rest % secondMs === 0 ? `${rest / secondMs}s` : `${rest}ms`;
  const text = `${hours === 0 ? '' : `${hours}h`}${minutes === 0 ? '' : `${minutes}m`}${seconds}`;
  return text === '' ? '0s' : text;
}
