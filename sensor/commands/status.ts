import { loadConfig } from '../config.ts';
import { printable } from '../finding/text.ts';
import type { Status, StatusContainer } from '../status.ts';
import { splitArguments } from './arguments.ts';
import { askStatus } from './ask-status.ts';
import { type Command, EXIT } from './command.ts';
import { noOperands } from './operands.ts';
import { type Style, style, wantsColour } from './terminal/style.ts';
import { table } from './terminal/table.ts';

export const statusCommand: Command = {
  name: 'status',
  operands: '[--json] [--state-dir DIR]',
  summary: 'what the running sensor watches, what it does not, and why',
  help: () => `drift-sensor status [--json] [--state-dir DIR]

Asks the sensor that runs on this node, through the socket in its state directory, and prints its tier and why, the canary,
the container engines, the containers that are proved and those that are not, queues, losses and counts.

  --json           one JSON object, schema drift-sensor.status/1
  --state-dir DIR  of the running sensor
  --config FILE    the running sensor's configuration file, for its stateDir

Exit codes: 0 answered, 2 wrong usage, 3 no sensor runs there, or it does not answer.

  drift-sensor status
  drift-sensor status --json | jq '.uncovered'
  sudo drift-sensor status --state-dir /var/lib/drift-sensor
`,
  run: async (args) => {
    const given = splitArguments('status', args, { '--json': 'switch' }, ['--state-dir', '--config']);
    noOperands('status', given.operands);
    const { stateDir } = loadConfig(given.config);
    const { text, status } = await askStatus(stateDir);
    const asJson = given.own.has('--json');
    process.stdout.write(asJson ? `${text.trimEnd()}\n` : formatStatus(status, style(wantsColour(process.stdout))));
    return EXIT.good;
  },
};

/** What a person reads at a glance: first whether all is well, then the details. */
export function formatStatus(status: Status, paint: Style): string {
  return [
    head(status, paint),
    engines(status, paint),
    containers(status, paint),
    uncovered(status, paint),
    flow(status, paint),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function head(status: Status, paint: Style): string {
  const { tier, canary, source, policy, kubernetes } = status;
  const where = status.cluster === undefined ? status.node : `${status.node} (${status.cluster})`;
  const attached = source.attached ? paint.green('sees execs') : paint.red('sees no execs');
  const incomplete = source.complete ? '' : ', short-lived processes can be missed';
  const lines: readonly (readonly [string, string])[] = [
    ['sensor', `${status.version}, pid ${status.pid}, up ${duration(status.uptime_seconds)}, node ${printable(where)}`],
    ['tier', `${(tier.name === 'detect' ? paint.green : paint.yellow)(tier.name)}: ${printable(tier.detail)}`],
    ['canary', `${canaryPaint(canary.state, paint)(canary.state)}: ${printable(canary.detail)}`],
    ['source', `${source.name}, ${attached}${incomplete}: ${printable(source.detail)}`],
    ['policy', policies(policy, paint)],
    ...(kubernetes === undefined ? [] : [['cluster', cluster(kubernetes, paint)] as const]),
  ];
  return lines.map(([name, text]) => `${paint.bold(name.padEnd(8))}${text}\n`).join('');
}

function policies({ generation, names = [], valid = true, refused = [] }: Status['policy'], paint: Style): string {
  const shown = names.slice(0, MAX_NAMES).map(printable).join(', ');
  const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : '';
  const which = names.length === 0 ? 'the built-in one: alert for everything' : `${shown}${more}`;
  const notice = valid ? '' : paint.red('; refused, so that the last good one holds, if there was one:');
  const why = refused.map((fault) => `\n        ${paint.red(printable(fault))}`).join('');
  return `${which} (generation ${generation})${notice}${why}`;
}

const MAX_NAMES = 8;

function cluster({ access, pods, policies }: NonNullable<Status['kubernetes']>, paint: Style): string {
  const said = (what: string, { state, detail }: typeof pods): string =>
    `${what} ${(state === 'following' ? paint.green : paint.yellow)(state)} (${printable(detail)})`;
  return `${printable(access)}: ${said('pods', pods)}, ${said('policies', policies)}`;
}

function canaryPaint(state: string, paint: Style) {
  if (state === 'ok') return paint.green;
  return state === 'failed' ? paint.red : paint.yellow;
}

function engines({ engines }: Status, paint: Style): string {
  const rows = engines.map(({ label, up, detail }) => [up ? 'up' : 'absent', label, detail]);
  return table(
    [
      { title: 'ENGINE', max: 6, paint: (cell) => (cell === 'up' ? paint.green : paint.dim) },
      { title: 'WHERE', max: 60 },
      { title: 'DETAIL', max: 100 },
    ],
    rows,
    paint.bold,
  );
}

const ID_LENGTH = 12;

function containers(status: Status, paint: Style): string {
  const containers = status.containers.filter(({ runtime }) => runtime !== 'canary');
  if (containers.length === 0) return 'no containers run here\n';
  const rows = containers.map((c) => [
    shortId(c.id),
    c.name ?? '-',
    c.runtime,
    c.image ?? '-',
    indexWord(c),
    c.pod ?? '',
  ]);
  return table(
    [
      { title: 'CONTAINER', max: 24 },
      { title: 'NAME', max: 28 },
      { title: 'RUNTIME', max: 10 },
      { title: 'IMAGE', max: 40, keep: 'end' },
      { title: 'INDEX', max: 10, paint: (cell) => indexPaint(cell, paint) },
      { title: 'POD', max: 50 },
    ],
    rows,
    paint.bold,
  );
}

function indexWord({ index }: StatusContainer): string {
  return index.state === 'unknown' ? 'not asked' : index.state;
}

function indexPaint(cell: string, paint: Style) {
  if (cell === 'ready') return paint.green;
  return cell === 'failed' ? paint.red : paint.yellow;
}

function uncovered({ uncovered }: Status, paint: Style): string {
  if (uncovered.length === 0) return '';
  return table(
    [
      { title: 'NOT PROVED', max: 40, paint: () => paint.yellow },
      { title: 'WHY', max: 160 },
    ],
    uncovered.map(({ id, name, reason }) => [name ?? shortId(id), reason]),
    paint.bold,
  );
}

function flow({ counts, images, queues, dropped, lost }: Status, paint: Style): string {
  const lines: readonly (readonly [string, string])[] = [
    ['judged', words(counts.verdicts) || 'nothing yet'],
    ['findings', `${counts.findings}, ${counts.records_written} records written`],
    ['unknown', words(counts.unverified) || 'nothing unverified'],
    ['images', imageWords(images)],
    ['queues', words(queues)],
    ['lost', losses({ ...lost, ...dropped }, paint)],
  ];
  return lines.map(([name, text]) => `${paint.bold(name.padEnd(10))}${text}\n`).join('');
}

/** An older sensor says nothing of them. */
function imageWords(images: Status['images'] | undefined): string {
  if (images === undefined) return 'not said';
  const { indexing, ...states } = images;
  const now = indexing.map((one) => `${printable(one.image)} (${one.files} files, ${one.bytes} bytes read)`);
  return `${words(states)}${now.length === 0 ? '' : `; now ${now.join(', ')}`}`;
}

function losses(counts: Readonly<Record<string, number>>, paint: Style): string {
  const some = Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
  return Object.keys(some).length === 0 ? paint.green('nothing') : paint.red(words(some));
}

function words(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([word, count]) => `${printable(word)} ${count}`)
    .join(', ');
}

/** Engines' ids are 64 hex digits, of which twelve are enough for a person; runc's names stay. */
export function shortId(id: string): string {
  return /^[0-9a-f]{64}$/.test(id) ? id.slice(0, ID_LENGTH) : id;
}

function duration(seconds: number): string {
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
  ];
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}
