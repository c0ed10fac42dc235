import type { IHTTPRoute } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/HTTPRoute';
import type { YamlObject } from '../text/yamlText.ts';
import { SERVICE_PORT } from './serviceManifest.ts';
import type { Workload } from './workload.ts';

/** Parts of a hundred that the deployment on trial gets. */
const TRIAL_WEIGHT = 10;

/** Who gets the requests from outside. */
export interface Traffic {
  /** Name of the workload that gets them. */
  readonly stable: string;
  /** Name of the workload that a part of them tries out. */
  readonly trial?: string;
}

/** Metrics stay inside: they are no route of the contract that anybody outside needs. */
const PATHS = ['/predict', '/v2', '/model', '/health', '/openapi.json'];

/** Leads requests from a gateway to one deployment, or to two in parts. */
export function httpRoute(project: string, { stable, trial }: Traffic): YamlObject {
  const backend = (name: string, weight: number) => ({ name, port: SERVICE_PORT, weight });
  const object: IHTTPRoute = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: project, labels: { 'app.kubernetes.io/part-of': project } },
    spec: {
      parentRefs: [{ name: 'gateway' }],
      rules: [
        {
          matches: PATHS.map((value) => ({ path: { type: 'PathPrefix', value } })),
          backendRefs:
            trial === undefined
              ? [backend(stable, 100)]
              : [backend(stable, 100 - TRIAL_WEIGHT), backend(trial, TRIAL_WEIGHT)],
        },
      ],
    },
  };
  const gateway =
    'Adapt: the name of your Gateway, its namespace where it is another one, and "hostnames"\nunless this route may have every host name of it.';
  return { object, remarks: [{ at: ['spec', 'parentRefs'], text: gateway }] };
}

/** Leads requests from a gateway to a deployment that has no part in the others' route. */
export function ownRoute({ name, project }: Workload): YamlObject {
  const prefix = `/deployments/${name}`;
  const object: IHTTPRoute = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    // Names of workloads have no dot, so nothing else is called so.
    metadata: { name: `${project}.${name}`, labels: { 'app.kubernetes.io/part-of': project } },
    spec: {
      parentRefs: [{ name: 'gateway' }],
      rules: PATHS.map((path) => ({
        matches: [{ path: { type: 'PathPrefix', value: `${prefix}${path}` } }],
        filters: [
          {
            type: 'URLRewrite',
            urlRewrite: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: path } },
          },
        ],
        backendRefs: [{ name, port: SERVICE_PORT }],
      })),
    },
  };
  const own = `Requests to ${prefix}/predict and so on; what the server gets begins behind ${prefix}.`;
  return {
    object,
    remarks: [
      { at: ['spec', 'parentRefs'], text: 'Adapt, as above.' },
      { at: ['spec', 'rules'], text: own },
    ],
  };
}
