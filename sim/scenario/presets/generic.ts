import { assumed, sourced, type Preset } from './preset.ts';

const round = 'a round number that is easy to reckon with';
const none = 'not modelled unless the scenario gives it';

/** A fleet without surprises: fixed times, no failures, no limits. It is what theory can be checked against. */
export const generic: Preset = {
  name: 'generic',
  summary: 'A fleet without surprises: fixed times, no failures, no limits.',
  parameters: {
    'gitlab.long_poll': sourced('50s', 'GitLab Workhorse, apiCiLongPollingDuration as GitLab’s packages set it'),
    'gitlab.latency': assumed('0s', none),
    'fleet.boot': assumed('60s', round),
    'fleet.delete': assumed('10s', round),
    'fleet.connect': assumed('0s', none),
    'fleet.ready_command': assumed('0s', none),
    'fleet.zones': assumed(1, none),
    'fleet.failure.create': assumed('0%', none),
    'fleet.failure.boot_stuck': assumed('0%', none),
    'fleet.failure.connect': assumed('0%', none),
    'fleet.failure.delete': assumed('0%', none),
    'fleet.host.min_allocation': assumed('0s', none),
    'fleet.host.recycle': assumed('0s', none),
    'fleet.host.pool': assumed(null, none),
    'fleet.nesting.slots': assumed(null, none),
    'fleet.nesting.vm_boot': assumed('0s', none),
    'fleet.nesting.vm_failure': assumed('0%', none),
    'fleet.contention.per_extra_job': assumed('0%', none),
    'fleet.spot.share': assumed('0%', none),
    'fleet.spot.reclaim': assumed('0%/h', none),
    'fleet.spot.notice': assumed('0s', none),
    'fleet.spot.price_factor': assumed(1, none),
    'fleet.spot.wave.share': assumed('0%', none),
    'fleet.spot.wave.within': assumed('0s', none),
    'fleet.api.latency': assumed('0s', none),
    'fleet.api.list_latency': assumed('100ms', round),
    'fleet.api.rate_limit': assumed(null, none),
    'fleet.api.burst': assumed(1, none),
    'fleet.api.errors': assumed('0%', none),
    'fleet.api.staleness': assumed('0s', none),
    'fleet.api.max_batch': assumed(null, none),
  },
};
