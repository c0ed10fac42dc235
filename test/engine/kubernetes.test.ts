import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { HTTPRoute } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/HTTPRoute';
import { PodMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor';
import { ensureKubectl } from '../../scripts/kubernetes/kubectl.ts';
import { officialVerdicts, VERSIONS } from '../../scripts/kubernetes/officialSchemas.ts';
import { MeansError } from '../../scripts/vscode/meansError.ts';
import { temporaryFolder } from '../../scripts/vscode/temporaryFolder.ts';
import type { ManifestOptions } from '../../src/kubernetes/manifestOptions.ts';
import type { YoloJson } from '../../src/project/yoloJson.ts';
import {
  filesOf,
  objectsIn,
  projectWith,
  type Read,
  sampleProject,
} from '../unit/kubernetes/support.ts';

const run = promisify(execFile);

/** Projects and clusters that differ in all that manifests depend on. */
const CASES: Readonly<Record<string, readonly [YoloJson, ManifestOptions]>> = {
  'the sample on whole cards': [
    sampleProject(),
    { gpu: { sharing: 'whole' }, trial: 'line-b', registry: 'registry.example.com:5000/vision' },
  ],
  'slices with names of their own': [
    projectWith({ a: { vram: '4GiB', gpu: 0 }, b: { stack: 'tensorrt', replicas: 4 } }),
    { gpu: { sharing: 'mig-mixed', profile: '1g.5gb+me' } },
  ],
  'one card for many, and names that YAML 1.1 would misread': [
    projectWith(
      { yes: { vram: '40%', model: '0x1f' }, null: {}, '1e3': { image: '1.0/no:on' } },
      'off',
    ),
    { gpu: { sharing: 'time-slicing' }, trial: 'null' },
  ],
  'the CPU': [projectWith({ 'a.b_c': { gpu: 'cpu', stage: 'prod' } }), { gpu: { sharing: 'mps' } }],
};

describe('manifests on the way to a cluster', () => {
  let kubectl: string | undefined;
  let reason = '';

  before(async () => {
    try {
      [kubectl] = await Promise.all([ensureKubectl(), officialVerdicts([], VERSIONS[0])]);
    } catch (error) {
      if (!(error instanceof MeansError)) throw error;
      reason = error.message;
    }
  });

  for (const [name, [project, options]] of Object.entries(CASES)) {
    test(`kubectl renders both overlays, and the schemas take all of it: ${name}`, async (t) => {
      if (kubectl === undefined) return t.skip(reason);
      const folder = temporaryFolder('manifests');
      const files = filesOf(project, options);
      for (const [path, text] of files) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
      const render = async (path: string): Promise<Read[]> => {
        const { stdout } = await run(kubectl as string, ['kustomize', join(folder, path)]);
        return objectsIn(stdout);
      };
      const [prod = [], beta = [], cluster = []] = await Promise.all(
        ['overlays/prod', 'overlays/beta', 'cluster'].map(render),
      );
      const kinds = (objects: readonly Read[]): string[] => objects.map(({ kind }) => kind);
      for (const kind of ['HorizontalPodAutoscaler', 'HTTPRoute', 'PodMonitor', 'Deployment']) {
        assert.ok(kinds(prod).includes(kind), kind);
      }
      assert.ok(!kinds(beta).includes('HorizontalPodAutoscaler'));
      const deployments = Object.keys(project.deployments).length;
      for (const objects of [prod, beta]) {
        assert.equal(kinds(objects).filter((kind) => kind === 'Deployment').length, deployments);
        assertSettings(objects);
      }
      assertImages(prod, options.registry);
      assertReplicas(prod, undefined);
      assertReplicas(beta, 1);
      // Without the line that takes autoscalers in.
      const kustomization = join(folder, 'overlays/prod/kustomization.yaml');
      const text = files.get('overlays/prod/kustomization.yaml') ?? '';
      writeFileSync(kustomization, text.replace('  - autoscaling\n', ''));
      assertReplicas(await render('overlays/prod'), project);
      await assertValid([...prod, ...beta, ...cluster, ...objectsIn(files.get('pod.yaml'))]);
    });
  }

  test('the schemas find what is wrong, so their silence means something', async (t) => {
    if (kubectl === undefined) return t.skip(reason);
    const [pod] = objectsIn(filesOf(sampleProject()).get('pod.yaml'));
    const [container] = pod.spec.containers;
    container.livenessprobe = container.livenessProbe;
    const [unknown] = await officialVerdicts([pod], VERSIONS[1]);
    assert.match(unknown ?? '', /livenessprobe/);
    delete container.livenessprobe;
    container.ports[0].containerPort = '5000';
    const [text] = await officialVerdicts([pod], VERSIONS[1]);
    assert.match(text ?? '', /containerPort.*'5000' is not of type 'integer'/);
  });
});

/** Every Deployment finds the settings that were generated for it, and they name it. */
function assertSettings(objects: readonly Read[]): void {
  for (const { kind, metadata, spec } of objects) {
    if (kind !== 'Deployment') continue;
    const [{ configMapRef }] = spec.template.spec.containers[0].envFrom;
    const settings = objects.find(
      (object) => object.kind === 'ConfigMap' && object.metadata.name === configMapRef.name,
    );
    assert.equal(
      settings.data.YOLO_DEPLOYMENT,
      metadata.annotations['yolo-dock.dev/deployment'],
      metadata.name,
    );
    assert.equal(typeof settings.data.YOLO_DEPLOYMENT, 'string');
  }
}

/** There are so many pods of every deployment: none said, a number, or what a project says. */
function assertReplicas(objects: readonly Read[], wanted: number | YoloJson | undefined): void {
  for (const { kind, metadata, spec } of objects) {
    if (kind !== 'Deployment') continue;
    const { [metadata.annotations['yolo-dock.dev/deployment'] as string]: entry } =
      typeof wanted === 'object' ? wanted.deployments : {};
    assert.equal(spec.replicas, entry ? (entry.replicas ?? 1) : wanted, metadata.name);
  }
}

function assertImages(objects: readonly Read[], registry: string | undefined): void {
  const images: string[] = objects
    .filter(({ kind }) => kind === 'Deployment')
    .map(({ spec }) => spec.template.spec.containers[0].image);
  assert.ok(images.length > 0);
  if (registry) assert.ok(images.every((image) => image.startsWith(`${registry}/`)));
}

async function assertValid(objects: readonly Read[]): Promise<void> {
  for (const version of VERSIONS) {
    const verdicts = await officialVerdicts(objects, version);
    const own = objects.filter((_, index) => verdicts[index] === 'no schema');
    assert.deepEqual(
      verdicts.filter((verdict) => verdict !== 'ok' && verdict !== 'no schema'),
      [],
    );
    for (const object of own) {
      if (object.kind === 'HTTPRoute') new HTTPRoute(object).validate();
      else if (object.kind === 'PodMonitor') new PodMonitor(object).validate();
      else assert.fail(`${object.kind} has no schema`);
    }
  }
}
