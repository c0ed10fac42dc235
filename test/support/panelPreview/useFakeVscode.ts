import { registerHooks } from 'node:module';

/** From here on, importing `vscode` gives the fake one. Import this before what needs it. */
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'vscode'
      ? { url: new URL('./fakeVscode.ts', import.meta.url).href, shortCircuit: true }
      : next(specifier, context),
});
