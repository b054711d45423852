/** What an operator concludes from each metric, by its name without the prefix. */
export const conclusions: Readonly<Record<string, string>> = {
  events_total: 'Load of the sensor. 0 for long on a busy node: nothing is seen, look at `source_attached`.',
  execs_total:
    'Host execs, and those of files that are known to be good, are answered in the kernel; `host`/`user` are start-ups of container runtimes. Clean execs are `verdicts_total{verdict="in_image"}` and `container`/`kernel`.',
  known_good_entries: 'Falls to 0 with each change of policy and fills again by itself. At 32,768 the oldest give way.',
  known_good_dropped_total:
    '`evicted` that grows steadily: more different programs than the kernel is let to remember; they are judged anew. `refused`: the kernel is out of memory.',
  mappings_total:
    '`judged` against the rest is what seeing libraries costs; `unknown_container` as in `container_unknown_total`.',
  mappings_unpinned_total:
    'Libraries of processes that ended at once; their verdicts rest on the name alone, or are `unverified`.',
  lost_total:
    'Alert above 0. `kernel_ring`: the sensor did not get the CPU; `bridge_restart`: see `bridge_restarts_total`. What still ran was judged by the sweep; what had ended was not seen.',
  verdicts_total:
    'Everything but `in_image` is drift or could not be judged. A rate of `in_image` that falls to 0 while containers work is a blind sensor.',
  findings_total: 'Alert on `severity` high and critical, beside the findings themselves.',
  unverified_total:
    'Alert on a rate. `no_index`, `index_failed`: images cannot be read; `vanished`: `pins_total`; `unknown_container`: an engine is missing from `--runtime`; `sandboxed_runtime`: pods of gVisor or Kata, which are not watched; `overload`: `queue_depth`; `fault`: `faults_total`.',
  allowed_total: 'An allow list in use; a rule that stays at 0 can go.',
  ignored_total: 'What an Ignore rule hides; look at it now and then, and give the rule `expires`.',
  runtime_binaries_total: 'Two or three for each container that starts. Nothing to do.',
  faults_total: 'Above 0: report it, with a recording (`drift-sensor record`).',
  hash_bytes_total: 'With `hash_seconds`: the throughput of reading files.',
  hash_files_total: 'Against `digest_cache_hits_total`: how often a digest is known already.',
  hash_seconds: 'Long tails are huge files or a busy disk; findings come that much later.',
  digest_cache_hits_total: 'High is good: an exec that costs no reading.',
  digest_not_remembered_total:
    'High: files are executed soon after they are written, or stay open for writing; each exec reads them again.',
  capabilities_unread_total:
    'Above 0: the helper was not built (`drift-sensor doctor`) or does not answer; a file capability added to a program is not seen.',
  digest_cache_entries: 'At its bound digests are read again sooner.',
  queue_depth: '`parked` for long: an engine is slow, or an image is being indexed; `forward`: an output is away.',
  queue_dropped_total:
    'Alert above 0. `parked`, `hash`: more execs than this node can judge, each a finding `unverified`; `forward`: records lost.',
  index_images: '`failed` above 0: drift of those images cannot be judged; the log says why.',
  index_pulls_total:
    'Alert on `unsigned`, `wrong_signature`, `does_not_fit`: somebody attaches indexes that your key did not sign. `unreachable`: `indexRegistry` of the configuration.',
  folded_findings: 'Near 20,000: an attack or an installer; older ones are forgotten.',
  folded_findings_evicted_total: 'Above 0: totals of single findings are too low from here on.',
  records_written_total: 'The output of findings works.',
  output_retries_total: 'A rate: the findings file’s disk is full, or its reader is slow.',
  delivered_total: 'Stands still while `undelivered_records` grows: the output is away.',
  retried_total: 'A rate: the receiver is slow or refuses; the log has its answer.',
  dropped_total:
    'Alert above 0 but for `shutdown`: a receiver misses findings. `full`, `age`: it was away too long for the spool.',
  undelivered_records: 'Alert on what only grows.',
  oldest_undelivered_seconds: 'How far behind a receiver is.',
  output_circuit_open: 'Alert on 1 for minutes: address, certificate or password of the output.',
  spool_bytes: 'Near `spool.maxBytes`: the next records push out the least severe ones.',
  spool_memory_bytes: 'Near `spool.memoryBytes`: the disk does not keep up.',
  spool_on_disk: '0: records that are not delivered are lost when the sensor dies; mend the state directory’s disk.',
  spool_folded_total: 'Room was short, nothing but intermediate counts was lost.',
  spool_damage_total: '`hole`: the disk or somebody damaged the spool; records may be missing.',
  build_info: 'Which versions run where.',
  tier_info: 'Alert when it is not the tier that the fleet should have; `drift-sensor doctor` says why.',
  source_attached: 'Alert on 0.',
  unwatched_seconds:
    'Seconds after an update. Minutes: the pod did not come back at once, or the node was rebooted; what ended in that time was not seen.',
  canary_ok:
    'Alert on 0: this is the one alert to have. The sensor does not see, cannot index, or cannot judge; the log says which.',
  canary_latency_seconds: 'From exec to verdict. Seconds: the node is starved.',
  canary_runs_total: 'Stands still: the sensor hangs.',
  canary_failures_total: 'Single ones at times of full load are late canaries; a row of them is `canary_ok` 0.',
  policy_generation: 'Equal on all nodes once a change has arrived.',
  policy_valid: 'Alert on 0: somebody believes in a policy that is not in force.',
  policies: '0 although policies are wanted: `--policy` names nothing.',
  policy_rules_expired: 'Rules that somebody should delete or renew.',
  containers: 'Against what the engine itself lists: what is missing is not watched.',
  engine_up:
    '0 for an engine that the node does not have is right; 1 to 0 is an engine that died. Containers that run are watched on.',
  engine_losses_total:
    'Restarts and upgrades of an engine. Rising often: it crashes, or is too slow to answer; its containers are still judged.',
  coverage_containers:
    'Alert on `uncovered` for minutes; `drift-sensor status` and the SensorStatus name the containers. `index_pending` passes.',
  coverage_limits: 'Alert on any: all of the node is watched less well than it should be.',
  container_lookups_total:
    'A steady rate with `container_unknown_total`: something runs containers that no engine tells of.',
  container_unknown_total: 'Name the engine with `--runtime`; `drift-sensor status` lists the cgroups.',
  pins: 'Hundreds for long: digests wait, see `queue_depth`.',
  pins_total:
    '`failed` in per cents: SCHED_FIFO is refused (`drift-sensor doctor`), short-lived drift has no sha256; `expired`: reading takes over 2 s.',
  bridge_restarts_total: 'Alert on a rate; each is a gap that a sweep follows. The log has its last words.',
  bridge_bad_frames_total: 'Above 0: bridge and sensor are of different builds, or a bug.',
  bpf_run_seconds_total: 'The kernel’s share of the cost.',
  kubernetes_following:
    '0 for minutes: labels and policies are those that were known last; the log says why (RBAC, network, CRD not installed).',
  kubernetes_objects: 'Pods of this node as `kubectl get pods -A --field-selector spec.nodeName=…` counts them.',
  kubernetes_lists_total: 'A rate: the API server forgets where the watch was, or answers with something odd.',
  kubernetes_watch_events_total: 'Stands still for many minutes, bookmarks too: the watch is dead.',
  kubernetes_objects_refused_total: '`bound`: more pods or policies than are held; those beyond are unknown here.',
  kubernetes_requests_total:
    '`forbidden`: RBAC is narrower than deploy/base grants; `too_many`: the API server is overloaded.',
  pod_lookups_total: '`missing` against the rest: how often findings lack labels and owner; they name what is missing.',
  pod_events_total: 'Findings that owners of pods see in `kubectl describe pod`.',
  pod_events_suppressed_total: '`pod_limit`, `node_limit`: an attack or an installer; look at the outputs.',
  sensor_status_writes_total: '`failed`: `kubectl get sensorstatuses` is old for this node.',
  event_loop_delay_seconds: 'p99 above 0.1: the node is starved, findings are late.',
};
