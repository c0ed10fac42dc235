/** The text of a project with one model, or these, and with these deployments. */
export function project(
  models: object = { v8: { weights: 'models/a.onnx' } },
  deployments: object = {},
): string {
  return JSON.stringify({ name: 'parts', models, deployments }, undefined, 1);
}
