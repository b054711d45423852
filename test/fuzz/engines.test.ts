import { expect } from 'vitest';
import type { ContainerDescription } from '../../sensor/container/container.ts';
import { ContainerdApi } from '../../sensor/container/containerd/api.ts';
import {
  containerdDescription,
  imageRef,
  isDockers,
  parseSpec,
  sandboxId,
} from '../../sensor/container/containerd/describe.ts';
import { CriApi } from '../../sensor/container/cri/api.ts';
import {
  containerDescription as criContainerDescription,
  sandboxDescription as criSandboxDescription,
} from '../../sensor/container/cri/describe.ts';
import { parseContainerInfo, parseImageInfo } from '../../sensor/container/cri/info.ts';
import { DockerApiError } from '../../sensor/container/docker/api.ts';
import {
  containerLayers,
  dockerDescription,
  dockerImage,
  imageLayers,
  lowerDirsSource,
  summaryDescription,
} from '../../sensor/container/docker/describe.ts';
import {
  parseContainer,
  parseEvent,
  parseImage,
  parseList,
  parseSummaries,
} from '../../sensor/container/docker/schema.ts';
import { GrpcError } from '../../sensor/container/grpc/grpc-error.ts';
import { annotatedImage, parseRuncState } from '../../sensor/container/runc-state.ts';
import {
  parseConfig,
  parseContainers,
  parseImages,
  parseLayers,
  parseMetadata,
} from '../../sensor/container/storage-schema.ts';
import { fuzz, mayThrow } from './fuzz.ts';

const SOURCE = { kind: 'lower_dirs', dirs: ['/layer'] } as const;
const JSON_TOKENS = [
  'null',
  'true',
  '-1',
  '1e999',
  '[]',
  '{}',
  '""',
  '"__proto__":',
  '\\u0000',
  '\\ud800',
  ',',
  '[[[[',
];

fuzz({
  name: 'engine-docker',
  tokens: [...JSON_TOKENS, '"Id":', '"State":', '"Mounts":', '"Labels":', '"GraphDriver":', '"LowerDir":"', ':/'],
  read: async (input) => {
    // The HTTP client parses the JSON, and refuses what is none.
    const value = tryJson(input);
    const promised = (error: unknown) => error instanceof DockerApiError && error.code === 'bad_answer';
    await mayThrow(promised, () => {
      const image = parseImage(value);
      imageLayers(image);
      dockerImage('ref', image.Id, image, lowerDirsSource(['/layer'], image));
    });
    await mayThrow(promised, () => {
      const container = parseContainer(value);
      containerLayers(container);
      check(dockerDescription(container, { source: SOURCE }, undefined));
    });
    await mayThrow(promised, () => {
      for (const summary of parseSummaries(value)) check(summaryDescription(summary, { source: SOURCE }));
    });
    await mayThrow(promised, () => parseEvent(value));
    await mayThrow(promised, () => parseList(value));
  },
});

fuzz({
  name: 'engine-runc',
  tokens: [...JSON_TOKENS, '"cgroup_paths":', '"bundle=', '"rootfs":', 'oci:/', '..'],
  read: (input) => {
    const state = parseRuncState(input.toString('utf8'));
    if (state === undefined) return;
    expect(state.id).not.toMatch(/[/\0]/);
    annotatedImage(state.labels);
  },
});

fuzz({
  name: 'engine-podman',
  tokens: [...JSON_TOKENS, '"layer":', '"metadata":"{', '"names":', '"parent":', '"diff-digest":'],
  read: (input) => {
    const text = input.toString('utf8');
    // Ids become parts of paths.
    for (const { id } of [...(parseContainers(text) ?? []), ...(parseImages(text) ?? []), ...(parseLayers(text) ?? [])])
      expect(id).toMatch(/^[0-9a-f]{64}$/);
    parseMetadata(text);
    parseConfig(text);
  },
});

fuzz({
  name: 'engine-containerd',
  tokens: ['\x0a', '\x12', '\x1a', ...JSON_TOKENS],
  read: async (input) => {
    const client = {
      unary: () => Promise.resolve(input),
      // Three messages are more than a bound that is checked once.
      stream: async function* () {
        for (let i = 0; i < 3; i++) yield await Promise.resolve(input);
      },
      close: () => {},
    };
    const api = new ContainerdApi({ socketPath: '/nowhere' }, { client });
    const promised = (error: unknown) => error instanceof GrpcError;
    const signal = AbortSignal.timeout(60_000);
    await mayThrow(promised, async () => {
      const container = await api.container('ns', 'id');
      if (container === undefined) return;
      const spec = parseSpec(container.spec);
      sandboxId(spec);
      imageRef(container, spec);
      isDockers('ns', container);
      const facts = { namespace: 'ns', spec, source: SOURCE, image: undefined, sandbox: container, live: undefined };
      check(containerdDescription(container, facts));
    });
    await mayThrow(promised, async () => expect((await api.namespaces()).length).toBeLessThanOrEqual(256));
    await mayThrow(promised, async () => expect((await api.containerIds('ns', 100)).length).toBeLessThanOrEqual(100));
    await mayThrow(promised, () => api.task('ns', 'id'));
    await mayThrow(promised, () => api.imageTarget('ns', 'name'));
    await mayThrow(promised, async () =>
      expect((await api.blob('ns', 'sha256:', 4096))?.length).toBeLessThanOrEqual(4096),
    );
    await mayThrow(promised, () => api.mounts('ns', 'overlayfs', 'key'));
    await mayThrow(promised, () => api.snapshotParent('ns', 'overlayfs', 'key'));
    await mayThrow(promised, async () => {
      for await (const event of api.events(signal)) expect(event.id).not.toMatch(/[/\0]/);
    });
    parseSpec(input);
  },
});

fuzz({
  name: 'engine-cri',
  tokens: ['\x0a', '\x12', '\x1a', '"pid":', '"diff_ids":', '"BinaryName":', ...JSON_TOKENS],
  read: async (input) => {
    const client = {
      unary: () => Promise.resolve(input),
      stream: async function* () {
        yield await Promise.resolve(input);
      },
      close: () => {},
    };
    const api = new CriApi({ socketPath: '/nowhere' }, { client });
    const promised = (error: unknown) => error instanceof GrpcError;
    const base: ContainerDescription = {
      id: 'x',
      runtime: 'cri-o',
      image: { source: SOURCE },
      cgroupIds: [],
      mounts: [],
    };
    await mayThrow(promised, async () => expect((await api.version()).version.length).toBeLessThanOrEqual(64));
    await mayThrow(promised, async () => {
      const listed = [...(await api.containers(2)), ...(await api.sandboxes(2))];
      expect(listed.length).toBeLessThanOrEqual(4);
      for (const { id } of listed) expect(id).toMatch(/^[0-9a-f]{64}$/);
    });
    await mayThrow(promised, async () => {
      const [container, sandbox, image] = await Promise.all([api.container('id'), api.sandbox('id'), api.image('x')]);
      if (sandbox !== undefined) check(criSandboxDescription(base, sandbox));
      if (container !== undefined)
        check(criContainerDescription(base, container, { sandbox, image, volumeImages: [] }));
    });
    await mayThrow(promised, () => api.imageDirectory());
    await mayThrow(promised, async () => {
      for await (const id of api.events(AbortSignal.timeout(60_000))) expect(id).toMatch(/^[0-9a-f]{64}$/);
    });
    const info = { info: input.toString('utf8') };
    const { pid = 1 } = parseContainerInfo(info);
    expect(Number.isSafeInteger(pid) && pid > 0).toBe(true);
    expect(parseImageInfo(info).diffIds?.length ?? 0).toBeLessThanOrEqual(500);
  },
});

function check(description: ContainerDescription): void {
  for (const mount of description.mounts) expect(typeof mount).toBe('string');
  expect(typeof description.id).toBe('string');
}

function tryJson(input: Buffer): unknown {
  try {
    return JSON.parse(input.toString('utf8'));
  } catch {
    return undefined;
  }
}
