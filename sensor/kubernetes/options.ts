import * as z from 'zod';
import { severities } from '../finding/finding.ts';

/** Below this severity events would drown what a pod's owner looks for; `informational` is never said so. */
const eventSeverities = severities.filter((word) => word !== 'informational');

/** The keys of the configuration that concern the API server. */
export const kubernetesKeys = {
  kubernetes: z.enum(['auto', 'off']).default('auto').meta({
    description:
      'auto: ask the API server for pods and policies where there are credentials (a service account, --kubeconfig); --node-name must be the name of the Node object',
  }),
  kubeconfig: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'credentials for the API server instead of the service account of the pod' }),
  podWaitMs: z.number().int().min(0).max(5_000).default(500).meta({
    description: 'how long a finding waits at most for labels and owner of its pod; then it says what is missing',
  }),
  podAnnotations: z
    .array(z.string().min(1).max(317))
    .max(32)
    .default([])
    .meta({ description: 'annotations of pods that findings carry (repeatable)' }),
  podEvents: z
    .enum(['off', ...eventSeverities])
    .default('medium')
    .meta({ description: 'findings of this severity and above become Events of their pod, in a bounded number' }),
};

export type EventSeverity = (typeof eventSeverities)[number];
