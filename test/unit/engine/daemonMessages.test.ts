import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { meaningOf } from '../../../src/engine/daemonMessages.ts';
import { inEnglish } from '../../../src/text/sentence.ts';

/** What daemons and NVIDIA's programs were seen to say, and what has to be in the explanation. */
const SAID: [string, string, RegExp][] = [
  [
    'could not select device driver "" with capabilities: [[gpu]]',
    'gpu',
    /nvidia-container-toolkit/,
  ],
  [
    'could not select device driver "nvidia" with capabilities: [[gpu]]',
    'gpu',
    /systemctl restart/,
  ],
  ['could not select device driver "cdi" with capabilities: []', 'gpu', /"cdi": true/],
  [
    'CDI device injection failed: unresolvable CDI devices nvidia.com/gpu=7',
    'gpu',
    /nvidia-ctk cdi generate/,
  ],
  ['nvidia-container-cli: device error: 1: unknown device: unknown', 'gpu', /no GPU 1\b/],
  ['nvidia-container-cli: device error: unknown device id: 3', 'gpu', /no GPU 3\b/],
  [
    'nvidia-container-cli: initialization error: load library failed: libnvidia-ml.so.1: cannot open',
    'gpu',
    /nvidia-smi/,
  ],
  [
    'nvidia-container-cli: initialization error: nvml error: driver not loaded',
    'gpu',
    /not loaded/,
  ],
  [
    'invoking the NVIDIA Container Runtime Hook directly (e.g. specifying the docker --gpus flag) is not supported',
    'gpu',
    /nvidia-ctk runtime configure/,
  ],
  ['Failed to initialize NVML: Unknown Error', 'gpu', /Deploy it again/],
  ['Failed to initialize NVML: Insufficient Permissions', 'gpu', /SELinux/],
  ['exec /usr/local/bin/node: exec format error', 'wrong-architecture', /another processor/],
  ['write /x: no space left on device', 'disk-full', /docker system df/],
  [
    'driver failed programming external connectivity on endpoint x: Bind for 127.0.0.1:5000 failed: port is already allocated',
    'port-in-use',
    /Port 5000\b/,
  ],
  [
    'Error starting userland proxy: listen tcp4 127.0.0.1:5011: bind: address already in use',
    'port-in-use',
    /Port 5011\b/,
  ],
  [
    'Conflict. The container name "/yolo-p-a-0" is already in use by container "abc".',
    'name-in-use',
    /yolo-p-a-0/,
  ],
  ['client version 1.45 is too new. Maximum supported API version is 1.41', 'too-old', /20\.10/],
  ['No such image: nope:1', 'no-image', /build it first/],
];

describe('what the daemon says', () => {
  for (const [text, reason, explanation] of SAID) {
    it(`is understood: ${text.slice(0, 60)}`, () => {
      const meaning = meaningOf(text);
      assert.equal(meaning?.reason, reason);
      assert.match(`${inEnglish(meaning.what)} ${inEnglish(meaning.fix)}`, explanation);
    });
  }

  it('is left alone when it is unknown', () => {
    assert.equal(meaningOf('the moon is full'), undefined);
  });
});
