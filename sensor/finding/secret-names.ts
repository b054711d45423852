/** What programs call their secrets. */

/** Words that name a secret wherever they stand in a name. */
const WORDS = new Set([
  ...['password', 'passwd', 'passphrase', 'passcode', 'pass', 'pwd', 'pw', 'secret', 'secrets', 'token', 'tokens'],
  ...[
    'apikey',
    'accesskey',
    'secretkey',
    'privatekey',
    'accountkey',
    'sharedkey',
    'authkey',
    'credential',
    'credentials',
  ],
  ...['auth', 'authorization', 'bearer', 'cookie', 'sessionid', 'jwt', 'otp', 'passkey', 'psk', 'sas', 'sastoken'],
]);
/** Words that make `key` a secret one. */
const BEFORE_KEY = new Set([
  'api',
  'access',
  'secret',
  'private',
  'account',
  'shared',
  'auth',
  'encryption',
  'signing',
  'master',
]);
/** Ends that are run together with what stands before them: PGPASSWORD, dbpasswd. */
const ENDINGS = ['password', 'passwd', 'passphrase', 'secret', 'token', 'apikey'];
/** A name that ends so says where the secret is or what it is called, not what it is. */
const HARMLESS_LAST = new Set([
  ...[
    'file',
    'path',
    'dir',
    'stdin',
    'env',
    'prompt',
    'url',
    'uri',
    'name',
    'id',
    'type',
    'length',
    'policy',
    'ttl',
    'method',
  ],
  ...[
    'mode',
    'store',
    'provider',
    'endpoint',
    'expiry',
    'cache',
    'enabled',
    'required',
    'version',
    'audience',
    'issuer',
  ],
]);

/** `--db-password`, `AWS_SECRET_ACCESS_KEY`, `clientSecret`: whether what is given to this name is a secret. */
export function isSecretName(name: string): boolean {
  if (/^-*(OLD)?PWD$/.test(name) || /^-*no-/.test(name)) return false;
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  const last = words.at(-1);
  if (last === undefined || HARMLESS_LAST.has(last)) return false;
  return words.some((word, at) => {
    if (WORDS.has(word) || ENDINGS.some((end) => word.endsWith(end))) return true;
    return word === 'key' && at > 0 && BEFORE_KEY.has(words[at - 1] ?? '');
  });
}

/** A flag of a program that takes a secret. */
export type LoginFlag = {
  readonly flag: string;
  /** All of it, or what follows the user's name. */
  readonly value: 'secret' | 'after_colon' | 'after_percent';
  /** Only in the same word: `-p` alone asks at the terminal. */
  readonly attached?: true;
  /** Only when this word stood before it: `docker run -p` is a port. */
  readonly after?: string;
};

const MYSQL: readonly LoginFlag[] = [{ flag: '-p', value: 'secret', attached: true }];
const LDAP: readonly LoginFlag[] = [{ flag: '-w', value: 'secret' }];
const PASSWORD: readonly LoginFlag[] = [{ flag: '-p', value: 'secret' }];
const LOGIN: readonly LoginFlag[] = [{ flag: '-p', value: 'secret', after: 'login' }];
const ZIP: readonly LoginFlag[] = [{ flag: '-P', value: 'secret' }];
const SAMBA: readonly LoginFlag[] = [
  { flag: '-U', value: 'after_percent' },
  { flag: '--user', value: 'after_percent' },
];
const HTTP: readonly LoginFlag[] = ['-u', '--user', '-U', '--proxy-user'].map((flag) => ({
  flag,
  value: 'after_colon',
}));

/** By the program's base name. */
export const LOGIN_FLAGS: ReadonlyMap<string, readonly LoginFlag[]> = new Map([
  ...['mysql', 'mysqldump', 'mysqladmin', 'mysqlimport', 'mysqlcheck', 'mysqlshow'].map(
    (name) => [name, MYSQL] as const,
  ),
  ...['mariadb', 'mariadb-dump', 'mariadb-admin', '7z', '7za', '7zr'].map((name) => [name, MYSQL] as const),
  ...['sshpass', 'mongo', 'mongosh', 'mongodump', 'mongorestore'].map((name) => [name, PASSWORD] as const),
  ...['docker', 'podman', 'buildah', 'nerdctl', 'crane', 'helm', 'oras'].map((name) => [name, LOGIN] as const),
  ...['ldapsearch', 'ldapadd', 'ldapmodify', 'ldapdelete', 'ldappasswd', 'ldapwhoami'].map(
    (name) => [name, LDAP] as const,
  ),
  ...['sqlcmd', 'bcp', 'tsql', 'zip', 'unzip'].map((name) => [name, ZIP] as const),
  ...['smbclient', 'rpcclient', 'smbget', 'net'].map((name) => [name, SAMBA] as const),
  ...['curl', 'http', 'https'].map((name) => [name, HTTP] as const),
  ['redis-cli', [{ flag: '-a', value: 'secret' }]],
]);
