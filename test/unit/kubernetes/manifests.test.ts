import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HTTPRoute } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/HTTPRoute';
import { PodMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor';
import type { GpuChoice } from '../../../src/kubernetes/gpuSharing.ts';
import { filesOf, objectOf, objectsIn, projectWith, type Read, sampleProject } from './support.ts';

const containerOf = (object: Read): Read =>
  (object.spec.template?.spec ?? object.spec).containers[0];

describe('manifests', () => {
  const resources: [GpuChoice, string][] = [
    [{ sharing: 'whole' }, 'nvidia.com/gpu'],
    [{ sharing: 'mig-single' }, 'nvidia.com/gpu'],
    [{ sharing: 'mig-mixed', profile: '1g.10gb' }, 'nvidia.com/mig-1g.10gb'],
    [{ sharing: 'mig-mixed', profile: '1g.5gb+me' }, 'nvidia.com/mig-1g.5gb.me'],
    [{ sharing: 'time-slicing' }, 'nvidia.com/gpu.shared'],
    [{ sharing: 'mps' }, 'nvidia.com/gpu.shared'],
  ];
  for (const [gpu, resource] of resources) {
    it(`ask for one ${resource} where GPUs are shared by ${gpu.sharing}, and may have no more`, () => {
      const files = filesOf(sampleProject(), { gpu });
      for (const kind of ['Deployment', 'Pod']) {
        const { requests, limits } = containerOf(objectOf(files, kind)).resources;
        assert.equal(limits[resource], 1);
        assert.equal(requests[resource], 1);
        assert.equal(requests.memory, limits.memory);
        assert.equal(Object.keys(limits).filter((name) => name.startsWith('nvidia')).length, 1);
      }
    });
  }

  it('take nothing of a GPU on the CPU, and start the new pod first', () => {
    const files = filesOf(projectWith({ a: { gpu: 'cpu' } }));
    const { spec } = objectOf(files, 'Deployment');
    assert.doesNotMatch(JSON.stringify(spec), /nvidia/);
    assert.equal(spec.template.spec.runtimeClassName, undefined);
    assert.deepEqual(spec.strategy.rollingUpdate, { maxSurge: 1, maxUnavailable: 0 });
    assert.match(files.get('base/kustomization.yaml') ?? '', /YOLO_DEVICE=cpu/);
  });

  it('tell servers what is stated of their models', () => {
    const names = ['a $(HOME)', 'b, c'];
    const project = projectWith({ a: {} });
    const files = filesOf({ ...project, models: { v8: { weights: 'a.onnx', names, imgsz: 320 } } });
    const [generator] = objectsIn(files.get('base/kustomization.yaml'))[0].configMapGenerator;
    assert.ok(generator.literals.includes(`YOLO_NAMES=${JSON.stringify(names)}`));
    assert.ok(generator.literals.includes('YOLO_IMGSZ=320'));
    const { env } = containerOf(objectOf(files, 'Pod'));
    const value = env.find(({ name }: Read) => name === 'YOLO_NAMES').value;
    // Kubernetes reads "$$" as "$", and puts nothing in its place.
    assert.equal(value, '["a $$(HOME)","b, c"]');
  });

  it('let the old pod of a GPU go first, on nodes and by a runtime for GPUs', () => {
    const { spec } = objectOf(filesOf(projectWith({ a: {} })), 'Deployment');
    assert.deepEqual(spec.strategy.rollingUpdate, { maxSurge: 0, maxUnavailable: 1 });
    assert.equal(spec.template.spec.runtimeClassName, 'nvidia');
    assert.deepEqual(spec.template.spec.tolerations, [
      { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' },
    ]);
  });

  it('run servers without rights', () => {
    const files = filesOf(sampleProject());
    for (const kind of ['Deployment', 'Pod']) {
      const object = objectOf(files, kind);
      const pod = object.spec.template?.spec ?? object.spec;
      assert.equal(pod.automountServiceAccountToken, false);
      assert.equal(pod.securityContext.runAsNonRoot, true);
      assert.ok(pod.securityContext.runAsUser > 0);
      assert.deepEqual(pod.securityContext.seccompProfile, { type: 'RuntimeDefault' });
      assert.deepEqual(containerOf(object).securityContext, {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      assert.deepEqual(containerOf(object).volumeMounts, [{ name: 'tmp', mountPath: '/tmp' }]);
      assert.ok(pod.volumes[0].emptyDir);
    }
  });

  it('ask the routes of the contract, and give TensorRT time and room for its engine', () => {
    const files = filesOf(projectWith({ a: {}, b: { stack: 'tensorrt' } }));
    const { startupProbe, readinessProbe, livenessProbe } = containerOf(
      objectOf(files, 'Deployment', 'a'),
    );
    assert.equal(startupProbe.httpGet.path, '/health/ready');
    assert.equal(readinessProbe.httpGet.path, '/health/ready');
    assert.equal(livenessProbe.httpGet.path, '/health/live');
    const slow = objectOf(files, 'Deployment', 'b');
    assert.equal(containerOf(slow).volumeMounts[1].mountPath, '/var/cache/yolo');
    const { periodSeconds, failureThreshold } = containerOf(slow).startupProbe;
    assert.ok(periodSeconds * failureThreshold >= 1200);
    assert.ok(slow.spec.progressDeadlineSeconds > periodSeconds * failureThreshold);
  });

  it('keep the budget as an annotation, and say that Kubernetes does not', () => {
    const files = filesOf(projectWith({ a: { vram: '1.5GiB' }, b: { vram: '40%' }, c: {} }));
    const budget = (name: string): unknown =>
      objectOf(files, 'Deployment', name).spec.template.metadata.annotations?.[
        'yolo-dock.dev/vram-budget'
      ];
    assert.deepEqual(['a', 'b', 'c'].map(budget), ['1.5GiB', '40%', undefined]);
    for (const name of ['a', 'b']) {
      const text = files.get(`base/deployments/${name}.yaml`) ?? '';
      assert.match(
        text,
        /# Kubernetes cannot enforce this[^\n]*\n(?: +#[^\n]*\n)* +yolo-dock\.dev/,
      );
    }
    const settings = files.get('base/kustomization.yaml') ?? '';
    assert.deepEqual(settings.match(/YOLO_VRAM_LIMIT_MIB=\d+/g), ['YOLO_VRAM_LIMIT_MIB=1536']);
    const sliced = filesOf(projectWith({ a: { vram: '4GiB' } }), {
      gpu: { sharing: 'mig-single' },
    });
    assert.match(sliced.get('base/deployments/a.yaml') ?? '', /# The slice bounds the memory/);
  });

  it('lead nine tenths of the requests to one deployment and one tenth to the other', () => {
    const backends = (trial?: string): unknown =>
      objectOf(
        filesOf(
          projectWith({ a: {}, b: { stage: 'beta' }, c: { stage: 'prod' } }),
          trial === undefined ? {} : { trial },
        ),
        'HTTPRoute',
      ).spec.rules[0].backendRefs.map((ref: Read) => [ref.name, ref.weight]);
    assert.deepEqual(backends('b'), [
      ['c', 90],
      ['b', 10],
    ]);
    assert.deepEqual(backends('c'), [
      ['a', 90],
      ['c', 10],
    ]);
    assert.deepEqual(backends(), [['c', 100]]);
  });

  it('call pods by their stage where yolo.json states it, and by none where it does not', () => {
    const files = filesOf(projectWith({ a: {}, b: { stage: 'beta' } }));
    const stages = ['a', 'b'].map(
      (name) =>
        objectOf(files, 'Deployment', name).spec.template.metadata.labels['yolo-dock.dev/stage'],
    );
    assert.deepEqual(stages, [undefined, 'beta']);
  });

  it('keep metrics inside the cluster', () => {
    const { rules } = objectOf(filesOf(sampleProject()), 'HTTPRoute').spec;
    const paths: string[] = rules.flatMap(({ matches }: Read) =>
      matches.map(({ path }: Read) => path.value),
    );
    assert.ok(paths.length > 3);
    assert.ok(!paths.some((path) => path === '/' || '/metrics'.startsWith(path)));
  });

  it('scale from the replicas of yolo.json on, by pictures that wait', () => {
    const { spec } = objectOf(
      filesOf(projectWith({ a: { replicas: 3 } })),
      'HorizontalPodAutoscaler',
    );
    assert.equal(spec.minReplicas, 3);
    assert.ok(spec.maxReplicas > 3);
    assert.equal(spec.metrics[0].pods.metric.name, 'yolo_queue_depth');
  });

  it('keep the replicas of yolo.json for who leaves autoscaling out, and one pod each for beta', () => {
    const files = filesOf(projectWith({ a: { replicas: 3 }, b: {} }));
    assert.equal(objectOf(files, 'Deployment', 'a').spec.replicas, 3);
    assert.equal(objectOf(files, 'Deployment', 'b').spec.replicas, 1);
    const [beta] = objectsIn(files.get('overlays/beta/kustomization.yaml'));
    assert.deepEqual(beta.replicas, [{ name: 'a', count: 1 }]);
  });

  it('lead to every other deployment by a path of its own, which the server never sees', () => {
    const files = filesOf(projectWith({ a: {}, b: {}, parts: {} }), { trial: 'b' });
    const routes = objectsIn(files.get('overlays/prod/http-route.yaml'));
    assert.deepEqual(
      routes.map(({ metadata }) => metadata.name),
      ['parts', 'parts.parts'],
    );
    const own = routes[1];
    new HTTPRoute(own).validate();
    for (const { matches, filters, backendRefs } of own.spec.rules) {
      const { value } = matches[0].path;
      assert.equal(value, `/deployments/parts${filters[0].urlRewrite.path.replacePrefixMatch}`);
      assert.deepEqual(backendRefs, [{ name: 'parts', port: 80 }]);
    }
    assert.ok(!JSON.stringify(own).includes('metrics'));
  });

  it('pull from a registry what names none', () => {
    const project = projectWith({
      a: { image: 'parts:v8' },
      b: { image: 'parts:v10' },
      c: { image: 'ghcr.io/me/parts:v8' },
      d: { image: 'team/seams:1' },
    });
    const files = filesOf(project, { registry: 'registry.example.com:5000/vision' });
    for (const overlay of ['prod', 'beta']) {
      const [{ images }] = objectsIn(files.get(`overlays/${overlay}/kustomization.yaml`));
      assert.deepEqual(images, [
        { name: 'parts', newName: 'registry.example.com:5000/vision/parts' },
        { name: 'team/seams', newName: 'registry.example.com:5000/vision/team/seams' },
      ]);
    }
    const { image } = containerOf(objectOf(files, 'Pod'));
    assert.equal(image, 'registry.example.com:5000/vision/parts:v8');
    assert.doesNotMatch(filesOf(project).get('overlays/prod/kustomization.yaml') ?? '', /images/);
  });

  it('configure the device plugin for every way of sharing', () => {
    const { data } = objectOf(filesOf(sampleProject()), 'ConfigMap');
    const configs = Object.fromEntries(
      Object.entries(data).map(([name, text]) => [name, objectsIn(String(text))[0]]),
    );
    assert.equal(configs['mig-single'].flags.migStrategy, 'single');
    assert.equal(configs['mig-mixed'].flags.migStrategy, 'mixed');
    for (const [name, key] of [
      ['time-slicing', 'timeSlicing'],
      ['mps', 'mps'],
    ] as const) {
      assert.deepEqual(Object.keys(configs[name].sharing), [key]);
      assert.equal(configs[name].sharing[key].resources[0].name, 'nvidia.com/gpu');
      assert.ok(configs[name].sharing[key].resources[0].replicas > 1);
    }
  });

  it('suit the schemas of the Gateway API and of the Prometheus Operator', () => {
    const files = filesOf(sampleProject(), { trial: 'line-b' });
    const route = objectOf(files, 'HTTPRoute');
    const monitor = objectOf(files, 'PodMonitor');
    new HTTPRoute(route).validate();
    new PodMonitor(monitor).validate();
    route.spec.rules[0].backendRefs[0].weight = -1;
    assert.throws(() => new HTTPRoute(route).validate(), /weight/);
    monitor.spec.podMetricsEndpoints[0].interval = 'often';
    assert.throws(() => new PodMonitor(monitor).validate(), /interval/);
  });
});
