import { applyEdits, modify } from 'jsonc-parser';

/** The text of a `yolo.json` with another budget for a deployment that it has. All else stays. */
export function setVram(text: string, deployment: string, vram: string): string {
  const indent = /^([ \t]+)"/m.exec(text)?.[1] ?? '  ';
  const formattingOptions = {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.length,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
    keepLines: true,
  };
  const path = ['deployments', deployment, 'vram'];
  return applyEdits(text, modify(text, path, vram, { formattingOptions }));
}
