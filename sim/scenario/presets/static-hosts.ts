import { generic } from './generic.ts';
import { assumed, sourced, type Preset } from './preset.ts';

/** Machines that always exist: a request is answered at once. */
export const staticHosts: Preset = {
  name: 'static-hosts',
  summary: 'Machines that always exist: a request is answered at once, and nothing is created or deleted.',
  parameters: {
    ...generic.parameters,
    'gitlab.latency': assumed({ p50: '150ms', p95: '600ms' }, 'a GitLab on the same continent'),
    'fleet.boot': assumed('0s', 'the machine runs already'),
    'fleet.delete': assumed('0s', 'the machine is given back, not deleted'),
    'fleet.connect': sourced({ dist: 'uniform', min: '2s', max: '3s' }, 'gitlab-org/gitlab#408131: 2 to 3 s with a static SSH key'),
    'fleet.api.list_latency': assumed('0s', 'the list is in memory'),
  },
};
