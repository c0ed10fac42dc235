import type Docker from 'dockerode';
import { BASE_IMAGES } from './baseImages.ts';

/** Removes all that tests have made: containers, networks, volumes, and images but the bases. */
export async function cleanEngine(docker: Docker): Promise<void> {
  const containers = await docker.listContainers({ all: true });
  await Promise.all(
    containers.map(({ Id }) => docker.getContainer(Id).remove({ force: true, v: true })),
  );
  await docker.pruneNetworks();
  await docker.pruneVolumes();
  for (const { Id, RepoTags } of await docker.listImages()) {
    const tags = (RepoTags ?? []).filter((tag) => tag !== '<none>:<none>');
    const names = tags.length > 0 ? tags.filter((tag) => !BASE_IMAGES.includes(tag)) : [Id];
    for (const name of names) await docker.getImage(name).remove({ force: true });
  }
}
