import { sentence } from '../text/sentence.ts';
import type { Meaning } from './daemonMessages.ts';

/**
 * What the words of the ssh program, or of Docker's on the other side, mean.
 * @param where the address as `ssh://user@host:port`, which ssh itself understands too.
 */
export function sshMeaning(said: string, where: string): Meaning {
  const first = said.split(/\r?\n/).find((line) => line.trim() !== '' && !/^@+$/.test(line.trim()));
  for (const [pattern, meaning] of MEANINGS) {
    if (pattern.test(said)) return meaning(where);
  }
  return {
    reason: 'unreachable',
    what: sentence('{0} does not answer: {1}', where, first ?? said),
    fix: sentence(
      'Check that “{0}” works in a terminal without questions, and that docker is installed there.',
      `ssh ${where} docker version`,
    ),
  };
}

const MEANINGS: readonly (readonly [RegExp, (where: string) => Meaning])[] = [
  [
    /REMOTE HOST IDENTIFICATION HAS CHANGED|host key for .* has changed/i,
    (where) => ({
      reason: 'host-not-trusted',
      what: sentence(
        'The host key of {0} is another one than ssh knows: the host was installed anew, or somebody is in between.',
        where,
      ),
      fix: sentence(
        'Ask its administrator for the fingerprint before anything else; “ssh-keygen -R” then removes the old key.',
      ),
    }),
  ],
  [
    /Host key verification failed|host key is known/i,
    (where) => ({
      reason: 'host-not-trusted',
      what: sentence('ssh does not know the host key of {0}, so nothing was sent there.', where),
      fix: sentence(
        'Run “{0}” in a terminal once, compare the fingerprint that it shows, and accept it.',
        `ssh ${where}`,
      ),
    }),
  ],
  [
    /Permission denied \(|Too many authentication failures|No supported authentication/,
    (where) => ({
      reason: 'not-let-in',
      what: sentence('{0} accepts none of your SSH keys.', where),
      fix: sentence(
        '“{0}” must work in a terminal without a password: load the key with ssh-add, or name it in ~/.ssh/config.',
        `ssh ${where}`,
      ),
    }),
  ],
  [
    /docker: (command )?not found|docker: No such file/,
    (where) => ({
      reason: 'not-installed',
      what: sentence('There is no docker program on {0}.', where),
      fix: sentence('Install Docker there, or make its folder part of the PATH of ssh sessions.'),
    }),
  ],
  [
    /docker\.sock: connect: permission denied|permission denied while trying to connect/,
    (where) => ({
      reason: 'no-permission',
      what: sentence('Your user on {0} may not use Docker’s socket.', where),
      fix: sentence('Run “sudo usermod -aG docker $USER” there.'),
    }),
  ],
  [
    /docker\.sock: connect: (no such file|connection refused)|Is the docker daemon running/,
    (where) => ({
      reason: 'not-running',
      what: sentence('Docker is not running on {0}.', where),
      fix: sentence('Start it there: “sudo systemctl start docker”.'),
    }),
  ],
];
