/** Style sheets that esbuild bundles beside the script. */
declare module '*.css';
