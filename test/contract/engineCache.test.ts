import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { contractPython, PYTHON_SERVER } from '../../scripts/python/pythonMeans.ts';

const python = contractPython();
const SCRIPT = `
import tempfile
from pathlib import Path
from yolo_server.backends.engine_cache import EngineCache
folder = Path(tempfile.mkdtemp())
own = EngineCache(folder, "NVIDIA H100 sm_90", "10.9", "a" * 64)
assert own.read() is None
assert own.write(b"plan") and own.read() == b"plan"
for other in (("NVIDIA A100 sm_80", "10.9", "a" * 64), ("NVIDIA H100 sm_90", "10.8", "a" * 64), ("NVIDIA H100 sm_90", "10.9", "b" * 64)):
    assert EngineCache(folder, *other).read() is None
assert own.read() == b"plan"
data = bytearray(own.path.read_bytes())
data[-1] ^= 1
own.path.write_bytes(data)
assert own.read() is None and not own.path.exists()
assert not EngineCache(Path("/proc/none"), "x", "y", "z").write(b"plan")
print("held")
`;

test('engines: those of another GPU, TensorRT or model are not looked at, damaged ones go', {
  skip: python ? false : 'no Python with the server’s packages: npm test -- contract makes one',
}, () => {
  const { stdout, stderr } = spawnSync(python ?? '', ['-c', SCRIPT], {
    ...{ cwd: PYTHON_SERVER, encoding: 'utf8' },
  });
  assert.equal(stdout.trim(), 'held', stderr);
});
