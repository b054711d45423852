/** Names that the documents of ECS and CEF give to what we say: held against `ecs_flat.yml` of ECS 8.11 and CEF's extension dictionary. */

/** Leaves of the document; those with `[]` are lists by ECS's own normalisation, others single values. */
export const ECS_FIELDS: ReadonlySet<string> = new Set([
  ...['@timestamp', 'message', 'ecs.version', 'rule.name', 'rule.ruleset', 'host.hostname', 'host.name'],
  ...['container.id', 'container.image.hash.all[]', 'container.image.name', 'container.image.tag[]', 'container.name'],
  ...['container.runtime', 'dll.hash.sha256', 'dll.name', 'dll.path', 'related.hash[]'],
  ...['event.action', 'event.category[]', 'event.dataset', 'event.end', 'event.id', 'event.kind', 'event.module'],
  ...['event.reason', 'event.risk_score', 'event.severity', 'event.start', 'event.type[]'],
  ...['file.ctime', 'file.gid', 'file.hash.sha256', 'file.mode', 'file.mtime', 'file.name', 'file.path', 'file.size'],
  ...['file.uid', 'observer.product', 'observer.type', 'observer.version'],
  ...['orchestrator.cluster.name', 'orchestrator.namespace', 'orchestrator.type', 'orchestrator.resource.annotation[]'],
  ...['orchestrator.resource.id', 'orchestrator.resource.label[]', 'orchestrator.resource.name'],
  ...['orchestrator.resource.parent.type', 'orchestrator.resource.type'],
  ...['process.args[]', 'process.args_count', 'process.command_line', 'process.executable', 'process.interactive'],
  ...['process.name', 'process.parent.executable', 'process.parent.name', 'process.parent.pid', 'process.pid'],
  ...['process.start', 'process.user.id', 'process.working_directory'],
  ...['process.entry_leader.args[]', 'process.entry_leader.args_count', 'process.entry_leader.command_line'],
  ...['process.entry_leader.entry_meta.type', 'process.entry_leader.name', 'process.entry_leader.pid'],
  ...['threat.framework', 'threat.tactic.id[]', 'threat.tactic.name[]', 'threat.technique.id[]'],
  ...['threat.technique.name[]', 'threat.technique.subtechnique.id[]', 'threat.technique.subtechnique.name[]'],
]);

/** Kind of each key that the dictionary has of those that a finding could need. */
export const CEF_KEYS: Readonly<Record<string, 'text' | 'number' | 'time'>> = {
  ...{ rt: 'time', start: 'time', end: 'time' },
  ...{ cnt: 'number', fsize: 'number', oldFileSize: 'number', dpid: 'number', spid: 'number' },
  ...{ cn1: 'number', cn2: 'number', cn3: 'number' },
  ...{ act: 'text', cat: 'text', outcome: 'text', reason: 'text', msg: 'text', externalId: 'text' },
  ...{ dvchost: 'text', deviceExternalId: 'text', dproc: 'text', duid: 'text', sproc: 'text' },
  ...{ fname: 'text', filePath: 'text', fileHash: 'text', filePermission: 'text', fileType: 'text' },
  ...{ oldFilePath: 'text', oldFileHash: 'text', oldFilePermission: 'text' },
  ...{ cs1: 'text', cs2: 'text', cs3: 'text', cs4: 'text', cs5: 'text', cs6: 'text' },
  ...{ flexString1: 'text', flexString2: 'text' },
};
/** These are named by a field of their own, `<key>Label`. */
export const CEF_LABELLED = /^(cs|cn|flexString)\d$/;
