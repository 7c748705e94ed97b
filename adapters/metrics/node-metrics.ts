import { performance } from 'node:perf_hooks';
import { collectDefaultMetrics, Gauge, type Registry } from 'prom-client';

/** Those that the library takes from a timer of its own. */
const byTimer = ['min', 'max', 'mean', 'stddev', 'p50', 'p90', 'p99'].map((statistic) => `nodejs_eventloop_lag_${statistic}_seconds`);
const neverMs = 0x7fffffff;

/**
 * Registers the metrics of the process and of Node that cost something only when they are read. The library's statistics of the event loop's lag are none of them: their timer wakes a
 * manager at rest a hundred times a second, and is put off for ever. How busy the loop was stands in their place.
 */
export function registerNodeMetrics(registry: Registry): void {
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: neverMs });
  for (const name of byTimer) registry.removeSingleMetric(name);
  let last = performance.eventLoopUtilization();
  new Gauge({
    name: 'nodejs_eventloop_utilization',
    help: 'Share of the time since the last scrape in which the event loop was busy.',
    registers: [registry],
    collect() {
      const now = performance.eventLoopUtilization();
      this.set(performance.eventLoopUtilization(now, last).utilization);
      last = now;
    },
  });
}
