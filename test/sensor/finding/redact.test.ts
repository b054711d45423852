import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileRedaction, defaultRedaction, REDACTED } from '../../../sensor/finding/redact.ts';
import { isSecretName } from '../../../sensor/finding/secret-names.ts';

const redact = compileRedaction(defaultRedaction);
const redactText = (...args: string[]): string[] => redact(args.map((arg) => Buffer.from(arg))).map(String);

/** What a password may look like: no white space, no quotes, nothing that ends a value. */
const secret = fc
  .stringMatching(/^[A-Za-z0-9!#$%*+./?^_~-]{8,40}$/)
  .filter((text) => !text.startsWith('-') && !text.includes('/'));
const hex = fc.stringMatching(/^[a-z0-9]{36}$/);
const upper = fc.stringMatching(/^[A-Z0-9]{16}$/);

/** Command lines with a secret in them, by where it stands. */
const places: Readonly<Record<string, (value: string) => string[]>> = {
  'a long flag': (s) => ['app', `--password=${s}`],
  'the word behind a long flag': (s) => ['app', '--db-password', s],
  'a camel-case flag': (s) => ['app', `--clientSecret=${s}`],
  'a flag of one dash': (s) => ['java', `-Dspring.datasource.password=${s}`],
  'the word behind --token': (s) => ['kubeadm', 'join', '--token', s],
  'a variable': (s) => ['env', `DB_PASSWORD=${s}`, 'app'],
  'a variable run together': (s) => ['env', `PGPASSWORD=${s}`, 'psql'],
  'an AWS variable': (s) => ['env', `AWS_SECRET_ACCESS_KEY=${s}`],
  'an API key': (s) => ['app', `--api-key=${s}`],
  'mysql -p': (s) => ['/usr/bin/mysql', '-u', 'root', `-p${s}`],
  'mysql below sudo': (s) => ['sudo', 'mysqldump', `-p${s}`],
  'sshpass -p': (s) => ['sshpass', '-p', s, 'ssh', 'host'],
  'docker login': (s) => ['docker', 'login', '-u', 'me', '-p', s],
  'redis-cli -a': (s) => ['redis-cli', '-a', s, 'ping'],
  'curl -u': (s) => ['curl', '-u', `user:${s}`, 'https://example'],
  'curl --user=': (s) => ['curl', `--user=user:${s}`],
  'curl -u in one word': (s) => ['curl', `-uuser:${s}`],
  'a shell command': (s) => ['sh', '-c', `mysql -uroot -p${s} -e 'select 1'`],
  'a flag in a shell command': (s) => ['sh', '-c', `app --verbose --password ${s} && echo done`],
  'a variable in a shell command': (s) => ['bash', '-c', `export API_TOKEN=${s}; run`],
  'a quoted variable': (s) => ['bash', '-c', `PASSWORD="${s} and more" run`],
  JSON: (s) => ['curl', '-d', `{"user":"me","password":"${s}"}`],
  'a URL': (s) => ['git', 'clone', `https://user:${s.replace(/[#?@]/g, 'x')}@example/repo`],
  'a query': (s) => ['curl', `https://example/?a=1&access_token=${s.replace(/[#]/g, 'x')}`],
  'a bearer header': (s) => ['curl', '-H', `Authorization: Bearer ${s}`],
  'a basic header': (s) => ['curl', '-H', `authorization: Basic ${s}`],
  'another header': (s) => ['curl', '-H', `X-Auth-Token: ${s}`],
  'a cookie': (s) => ['curl', '-H', `Cookie: a=1; session=${s}`],
  openssl: (s) => ['openssl', 'enc', '-pass', `pass:${s}`],
};

test.each(Object.entries(places))(
  'a secret in %s is taken out, and nothing else changes its place',
  (_where, place) => {
    fc.assert(
      fc.property(secret, (value) => {
        const before = place(value);
        const after = redactText(...before);
        expect(after).toHaveLength(before.length);
        const kept = place('').join(' ');
        // A secret that is a part of the words around it says nothing.
        fc.pre(!kept.includes(value) && !REDACTED.includes(value));
        expect(after.join(' ')).not.toContain(place(value).join(' ').includes(value) ? value : `\0`);
        expect(after.join(' ')).toContain(REDACTED);
        expect(redactText(...after)).toEqual(after);
      }),
      { numRuns: 60 },
    );
  },
);

const shapes: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'an AWS key id': upper.map((text) => `AKIA${text}`),
  'a GitHub token': hex.map((text) => `ghp_${text}`),
  'a GitLab token': hex.map((text) => `glpat-${text}`),
  'a Slack token': hex.map((text) => `xoxb-${text}`),
  'a web token': hex.map((text) => `eyJhbGciOiJIUzI1NiJ9.${text}.${text}`),
  'a Stripe key': hex.map((text) => `sk_live_${text}`),
  'a Vault token': hex.map((text) => `hvs.${text}`),
};

test.each(Object.entries(shapes))('%s is taken out wherever it stands', (_what, shape) => {
  fc.assert(
    fc.property(shape, fc.constantFrom('', 'x=', 'https://example/', '{"a":"'), (value, before) => {
      expect(redactText('app', `${before}${value}`, `say ${value} loud`).join(' ')).not.toContain(value);
    }),
  );
});

test('a private key is taken out, also when it is cut', () => {
  const [whole] = redactText('-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n-----END RSA PRIVATE KEY----- after');
  expect(whole).toBe(`${REDACTED} after`);
  expect(redactText('x -----BEGIN PRIVATE KEY-----\nMIIE')).toEqual([`x ${REDACTED}`]);
});

test('what is no secret stays as it is', () => {
  const lines: string[][] = [
    ['/usr/sbin/nginx', '-g', 'daemon off;'],
    ['docker', 'run', '-p', '8080:80', '--name', 'web', 'nginx:1.27'],
    ['curl', '-fsSL', 'https://example.org:8443/path?page=2#top', '-o', '/tmp/x'],
    ['psql', '-h', 'db', '-p', '5432', '-U', 'postgres'],
    ['mysql', '-p', 'database'],
    ['java', '-Xmx512m', '-Dkey=value', '-jar', 'app.jar'],
    ['sh', '-c', 'cd "$PWD" && PWD=/srv OLDPWD=/ make key=1'],
    ['app', '--password-file=/run/secrets/p', '--token-path', '/var/run/token', '--auth-url=https://idp.example'],
    ['git', 'commit', '--author=Me <me@example.org>', '-m', 'basic authentication for the monkey: keys'],
    ['ssh', 'user@host.example', 'uptime'],
    ['grep', '-r', 'password', '/etc'],
    ['kubectl', 'get', 'secret', '-n', 'shop', '-o', 'name'],
    ['', ' ', '--', '-', '=', ':', 'a=b', '\n'],
  ];
  for (const line of lines) expect(redactText(...line)).toEqual(line);
});

test('bytes that are no text stay the same bytes around what is taken out', () => {
  const arg = Buffer.concat([Buffer.from([0xff, 0xfe, 0x20]), Buffer.from('token=abcdefgh '), Buffer.from([0xc3])]);
  const [after = Buffer.alloc(0)] = redact([arg]);
  expect(after).toEqual(
    Buffer.concat([Buffer.from([0xff, 0xfe, 0x20]), Buffer.from(`token=${REDACTED} `), Buffer.from([0xc3])]),
  );
});

test('arbitrary arguments: their number stays, twice is once, and it ends soon', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 10 }), (args) => {
      const before = args.map((arg) => Buffer.from(arg));
      const once = redact(before);
      expect(once).toHaveLength(before.length);
      expect(redact(once)).toEqual(once);
    }),
  );
  const patterns = [
    '-'.repeat(4000),
    'a='.repeat(4000),
    `${'x'.repeat(4000)}:`,
    'https://'.repeat(1000),
    'eyJ'.repeat(2000),
  ];
  for (const text of patterns) expect(redact([Buffer.from(text)])).toHaveLength(1);
});

test('more names and shapes can be named, and it can be switched off', () => {
  const own = compileRedaction({ enabled: true, names: ['Licence'], patterns: [/\bCORP-\d+/] });
  const texts = (argv: readonly string[]) => own(argv.map((arg) => Buffer.from(arg))).map(String);
  expect(texts(['app', '--licence', 'abc', 'licence=def', 'see CORP-123 and CORP-4'])).toEqual([
    'app',
    '--licence',
    REDACTED,
    `licence=${REDACTED}`,
    `see ${REDACTED} and ${REDACTED}`,
  ]);
  const off = compileRedaction({ ...defaultRedaction, enabled: false });
  expect(off([Buffer.from('--password=x')]).map(String)).toEqual(['--password=x']);
});

test('names: what asks for a secret, and what only names its place', () => {
  const secrets = [
    '--password',
    'DB_PASSWD',
    'clientSecret',
    'x-api-key',
    'AWS_SESSION_TOKEN',
    'PGPASSWORD',
    'mysql_pwd',
  ];
  for (const name of secrets) expect([name, isSecretName(name)]).toEqual([name, true]);
  const others = [
    'PWD',
    'OLDPWD',
    '--password-file',
    'key',
    '--monkey',
    'AWS_ACCESS_KEY_ID',
    '--no-password',
    'tokenizer',
    '',
  ];
  for (const name of others) expect([name, isSecretName(name)]).toEqual([name, false]);
});
