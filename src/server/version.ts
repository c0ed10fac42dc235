import manifest from '../../package.json' with { type: 'json' };

/** Version of this server: the extension's own. */
export const VERSION: string = manifest.version;
