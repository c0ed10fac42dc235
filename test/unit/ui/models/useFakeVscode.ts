import { registerHooks } from 'node:module';

/** From here on, importing `vscode` gives a workspace that tests fill and that says what they say. */
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'vscode'
      ? { url: new URL('./fakeVscode.ts', import.meta.url).href, shortCircuit: true }
      : next(specifier, context),
});
