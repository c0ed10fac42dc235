import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import sharp from 'sharp';
import { Client } from '../../src/contract/client.ts';
import type { ContractError } from '../../src/contract/contractError.ts';
import { mutate } from '../support/mutations.ts';
import { seeded } from '../support/random.ts';
import { MODEL, readyAddress, STACKS } from './stacks.ts';

const PICTURES = 2_000;
const IN_FLIGHT = 8;
const originals: Buffer[] = [];

before(async () => {
  const random = seeded(1);
  const raw = { width: 48, height: 40, channels: 3 as const };
  const pixels = Uint8Array.from({ length: 48 * 40 * 3 }, () => 256 * random());
  const picture = sharp(await sharp(pixels, { raw }).png().toBuffer());
  originals.push(
    await picture.clone().jpeg().toBuffer(),
    await picture.clone().jpeg({ progressive: true }).withMetadata({ orientation: 6 }).toBuffer(),
    await picture.clone().png().toBuffer(),
    await picture.clone().png({ palette: true }).toBuffer(),
    await picture.clone().webp().toBuffer(),
    await picture.clone().webp({ lossless: true }).toBuffer(),
    await picture.clone().gif().toBuffer(),
    await picture.clone().tiff({ compression: 'lzw' }).toBuffer(),
    await picture.clone().tiff({ compression: 'jpeg', tile: true }).toBuffer(),
    await picture.clone().avif({ effort: 0 }).toBuffer(),
  );
});

/** Resident memory of a process in MiB; undefined where the system does not tell. */
function residentMib(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const [, kib] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) / 1024;
}

for (const stack of STACKS) {
  describe(stack.name, { skip: stack.skip }, () => {
    test('2,000 damaged pictures: 200 or 4xx, no restart, the next good one is answered', async (t) => {
      const server = stack.start(t, ['--model', MODEL, '--port', '0', '--log-level', 'info']);
      const { hostname, port } = new URL(await readyAddress(server));
      const client = new Client({ host: hostname, port: Number(port) });
      t.after(() => client.close());
      const random = seeded(20_260_101);
      const statuses = new Map<number, number>();
      const memory: (number | undefined)[] = [];
      let next = 0;
      const lane = async (): Promise<void> => {
        while (next < PICTURES) {
          const index = next++;
          if (index % (PICTURES / 4) === 0) memory.push(residentMib(server.child.pid ?? 0));
          const original = originals[index % originals.length] as Buffer;
          const damaged = mutate(original, random);
          const status = await client.predict(damaged, {}, { timeoutMs: 30_000 }).then(
            () => 200,
            (error: ContractError) => {
              const bad = !(error.status >= 400 && error.status < 500);
              if (bad)
                assert.fail(
                  `picture ${index}: ${error.code}: ${error.message}\n${damaged.toString('base64')}`,
                );
              return error.status;
            },
          );
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
        }
      };
      await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
      memory.push(residentMib(server.child.pid ?? 0));
      for (const original of originals) await client.predict(original);
      assert.equal(server.child.exitCode, null);
      assert.ok((statuses.get(200) ?? 0) > PICTURES / 10, 'some damage does not show');
      assert.ok((statuses.get(400) ?? 0) > PICTURES / 10, 'most damage is reported');
      t.diagnostic(`answers by status: ${JSON.stringify(Object.fromEntries(statuses))}`);
      t.diagnostic(`resident MiB: ${memory.map((mib) => mib?.toFixed() ?? 'n/a').join(', ')}`);
      const [, early, , , late] = memory;
      if (early && late) assert.ok(late < early + 150, 'memory grows');
    });
  });
}
