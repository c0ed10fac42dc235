import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { contractPython, PYTHON_SERVER } from '../../scripts/python/pythonMeans.ts';

const SCRIPT = `
import sys, json
from yolo_server.comparison import compare
from yolo_server.vision.prediction import Detection
sides = [[Detection(*one) for one in side] for side in json.load(sys.stdin)]
print(compare(*sides).as_json())
`;

type One = [number, string, number, [number, number, number, number]?];

const python = contractPython();
const skip = python === undefined && 'no Python with the server’s packages';

function compare(weights: One[], exported: One[]): unknown {
  const input = JSON.stringify([weights, exported]);
  const cwd = PYTHON_SERVER;
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
  return JSON.parse(execFileSync(python ?? '', ['-c', SCRIPT], { input, cwd, env }).toString());
}

test('objects of an export are those of its weights by class and overlap, each once', {
  skip,
}, () => {
  const bolt: One = [0, 'bolt', 0.9, [0, 0, 100, 100]];
  const moved: One = [0, 'bolt', 0.88, [5, 5, 105, 105]];
  const away: One = [0, 'bolt', 0.5, [300, 300, 400, 400]];
  const nut: One = [1, 'nut', 0.9, [0, 0, 100, 100]];
  assert.deepEqual(compare([bolt, away], [away, moved]), {
    weights: 2,
    exported: 2,
    matched: 2,
    confidence: 0.02,
  });
  // Another class, another place, and one that two would like to have.
  assert.deepEqual(compare([bolt, moved], [nut, away, bolt]), {
    weights: 2,
    exported: 3,
    matched: 1,
    confidence: 0,
  });
  assert.deepEqual(compare([], [bolt]), { weights: 0, exported: 1, matched: 0, confidence: 0 });
});

test('classes of a whole picture are compared by their names', { skip }, () => {
  const [left, right]: One[] = [
    [3, 'gear', 0.75],
    [3, 'gear', 0.5],
  ];
  assert.deepEqual(compare([left as One], [right as One]), {
    weights: 1,
    exported: 1,
    matched: 1,
    confidence: 0.25,
  });
});
