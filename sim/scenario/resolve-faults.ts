import type { Calendar } from './calendar.ts';
import type { FaultTargets, ScenarioFault } from './scenario-fault.ts';
import type { FaultDocument, TargetsDocument } from './schema/fault.ts';
import { parseDuration } from './text/duration.ts';
import { parseMoment, type Moment } from './text/moment.ts';
import { parseRatePerHour } from './text/rate.ts';
import { parseShare } from './text/share.ts';

/** Gives faults their instants and the defaults of their parameters, ascending by instant. A time of day means its first occurrence. */
export function resolveFaults(documents: readonly FaultDocument[], calendar: Calendar, zones: readonly string[]): ScenarioFault[] {
  return documents.map((document) => resolveFault(document, calendar, zones)).sort((a, b) => a.atMs - b.atMs);
}

function resolveFault(document: FaultDocument, calendar: Calendar, zones: readonly string[]): ScenarioFault {
  const window = { atMs: calendar.instantOf(parseMoment(document.at) as Moment), forMs: document.for === undefined ? 0 : parseDuration(document.for) };
  switch (document.type) {
    case 'cloud_api_outage':
      return { ...window, type: document.type, errors: parseShare(document.params?.errors ?? '100%') };
    case 'cloud_api_throttle':
      return {
        ...window,
        type: document.type,
        callsPerSecond: parseRatePerHour(document.params?.rate_limit ?? '1/s') / 3600,
        burst: document.params?.burst ?? 1,
      };
    case 'capacity_shortage':
      return { ...window, type: document.type, share: parseShare(document.params?.share ?? '100%'), zone: document.params?.zone ?? null };
    case 'boot_slow':
      return { ...window, type: document.type, factor: document.params?.factor ?? 2 };
    case 'boot_fail':
      return { ...window, type: document.type, share: parseShare(document.params?.share ?? '100%') };
    case 'zone_outage':
      return { ...window, type: document.type, zone: document.params?.zone ?? (zones[0] as string) };
    case 'gitlab_outage':
      return { ...window, type: document.type, status: document.params?.status ?? 503 };
    case 'manager_restart': {
      const { signal = 'SIGTERM', down = '30s', state = 'kept' } = document.params ?? {};
      return { ...window, type: document.type, signal, downMs: parseDuration(down), state };
    }
    case 'spot_storm':
    case 'network_partition':
      return { ...window, type: document.type, ...targetsOf(document.params, '100%') };
    case 'instance_loss':
    case 'nesting_crash':
    case 'foreign_termination':
      return { ...window, type: document.type, ...targetsOf(document.params, null) };
  }
}

/** Without a count or a share a fault hits `usual` of all, or one instance where that is null. */
function targetsOf(params: TargetsDocument | undefined, usual: string | null): FaultTargets {
  const share = params?.share ?? usual;
  const count = params?.count ?? (share === null ? 1 : null);
  return { count, share: share === null ? 0 : parseShare(share), zone: params?.zone ?? null };
}
