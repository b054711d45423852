import { waitFor } from '../support/command.ts';
import type { Sensor } from '../support/sensor.ts';

/**
 * Once nothing waits to be judged or to be written any more. (Other containers of this machine may keep the number of events
 * moving.)
 */
export async function settled(sensor: Sensor): Promise<void> {
  await waitFor(
    'nothing to wait',
    async () =>
      (await sensor.metric('drift_sensor_queue_depth', { queue: 'parked' })) === 0 &&
      (await sensor.metric('drift_sensor_queue_depth', { queue: 'forward' })) === 0,
    120_000,
  );
}
