import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forClassicBuilder } from '../../../src/engine/classicDockerfile.ts';
import { lineOfStep } from '../../../src/engine/dockerfileLines.ts';

const TEXT = `# syntax=docker/dockerfile:1
ARG BASE=debian
FROM \${BASE} AS build
WORKDIR /app
RUN --mount=type=cache,target=/root/.npm \\
    npm ci \\
    --omit=dev
COPY --chown=1:1 server.js .

FROM \${BASE}
COPY --link --from=build /app /app
RUN echo done
`;

describe('the line of a build step', () => {
  const cases: [string, number | undefined][] = [
    ['[build 2/4] WORKDIR /app', 4],
    ['[build 3/4] RUN --mount=type=cache,target=/root/.npm     npm ci     --omit=dev', 5],
    ['[build 4/4] COPY --chown=1:1 server.js .', 8],
    ['[stage-1 2/3] COPY --link --from=build /app /app', 11],
    ['[12/12] RUN echo done', 12],
    ['[build 1/4] FROM docker.io/library/debian', 3],
    ['exporting to image', undefined],
  ];
  for (const [step, line] of cases) {
    it(`of “${step}” is ${line}`, async () => assert.equal(await lineOfStep(TEXT, step), line));
  }
});

describe('a Dockerfile for the classic builder', () => {
  it('loses cache mounts and --link, and no line', () => {
    const classic = forClassicBuilder(TEXT);
    assert.equal(classic.split('\n').length, TEXT.split('\n').length);
    assert.doesNotMatch(classic, /--mount|--link/);
    assert.match(classic, /^RUN \\$/m);
    assert.match(classic, /^COPY --from=build \/app \/app$/m);
  });
});
