import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

function run(program: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr.trim()}`);
  return stdout;
}

/** Makes a network bridge of an engine's own, because engines that share one give out equal addresses. */
export function makeBridge(name: string, subnet: string): void {
  if (existsSync(`/sys/class/net/${name}`)) run('ip', 'link', 'delete', name);
  run('ip', 'link', 'add', 'name', name, 'type', 'bridge');
  run('ip', 'address', 'add', subnet, 'dev', name);
  run('ip', 'link', 'set', name, 'up');
}

/** Removes a bridge and the firewall rules that an engine has made for it and left behind. */
export function removeBridge(name: string, subnet: string): void {
  const network = subnet.replace(/\.1\/24$/, '.0/24');
  for (const table of ['nat', 'filter']) {
    for (const rule of run('iptables', '-w', '-t', table, '-S').split('\n')) {
      const [verb, ...words] = rule.split(' ');
      if (verb !== '-A' || !(words.includes(name) || words.includes(network))) continue;
      run('iptables', '-w', '-t', table, '-D', ...words);
    }
  }
  if (existsSync(`/sys/class/net/${name}`)) run('ip', 'link', 'delete', name);
}
