import type { Stack } from '../project/yoloJson.ts';

/**
 * A program, in the images of a stack, that connects its standard input and output with a port on
 * the loopback inside its container.
 */
export function bridgeCommand(stack: Stack, port: number): readonly string[] {
  return stack === 'onnx' ? nodeBridge(port) : pythonBridge(port);
}

function nodeBridge(port: number): readonly string[] {
  return [
    'node',
    '-e',
    `const s=require('net').connect(${port},'127.0.0.1');process.stdin.pipe(s).pipe(process.stdout);s.on('error',()=>process.exit(1));s.on('close',()=>process.exit(0))`,
  ];
}

function pythonBridge(port: number): readonly string[] {
  return [
    'python3',
    '-c',
    [
      'import os,socket,threading',
      `s=socket.create_connection(("127.0.0.1",${port}))`,
      'def up():',
      ' while True:',
      '  d=os.read(0,65536)',
      '  if not d:',
      '   s.shutdown(socket.SHUT_WR);return',
      '  s.sendall(d)',
      'threading.Thread(target=up,daemon=True).start()',
      'while True:',
      ' d=s.recv(65536)',
      ' if not d: break',
      ' os.write(1,d)',
    ].join('\n'),
  ];
}
