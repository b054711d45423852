/**
 * The workload that a pod belongs to, told from the pod alone.
 *
 * A pod names its controller: a ReplicaSet or Job, where people think of the Deployment or CronJob above it. To ask for
 * these, each sensor would need to read all ReplicaSets and Jobs of the cluster, since RBAC cannot narrow by node. Their
 * controllers make names by fixed rules instead, which hold since Kubernetes 1.8:
 *
 * - Deployment: its ReplicaSets are `<deployment>-<hash>`, and their pods carry that hash as the label `pod-template-hash`
 *   (kubernetes pkg/controller/deployment, NewReplicaSet).
 * - CronJob: its Jobs are `<cronjob>-<minutes since the epoch>` of the time that they were scheduled for (since 1.21;
 *   pkg/controller/cronjob, getJobName). Only a number near the pod's creation counts.
 *
 * Whoever names their own ReplicaSet so is believed: an owner is a hint for people, no condition of a policy.
 */
export type Owner = { readonly kind: string; readonly name: string };

const SECONDS_PER_MINUTE = 60;
/** A Job may be started late (`startingDeadlineSeconds`, a suspended Job), and retried for days. */
const LATE_SECONDS = 30 * 86_400;
const EARLY_SECONDS = 3_600;

export function ownerOf(
  controller: Owner | undefined,
  labels: Readonly<Record<string, string>> | undefined,
  createdMs: number,
): Owner | undefined {
  if (controller === undefined) return undefined;
  if (controller.kind === 'ReplicaSet') {
    const hash = labels?.['pod-template-hash'];
    const suffix = `-${hash}`;
    const isDeployments =
      hash !== undefined && controller.name.endsWith(suffix) && controller.name.length > suffix.length;
    return isDeployments ? { kind: 'Deployment', name: controller.name.slice(0, -suffix.length) } : controller;
  }
  if (controller.kind === 'Job') {
    const match = /^(.+)-(\d{8,9})$/.exec(controller.name);
    const lateSeconds = createdMs / 1_000 - Number(match?.[2]) * SECONDS_PER_MINUTE;
    const isInTime = lateSeconds > -EARLY_SECONDS && lateSeconds < LATE_SECONDS;
    return match?.[1] !== undefined && isInTime ? { kind: 'CronJob', name: match[1] } : controller;
  }
  return controller;
}
