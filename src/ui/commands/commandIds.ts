/** Every command that the manifest declares and `registerCommands` registers. */
export const COMMAND_IDS = [
  'yolo.detectObjects',
  'yolo.selectModel',
  'yolo.useModel',
  'yolo.inspectModel',
  'yolo.openModel',
  'yolo.openSampleWorkspace',
  'yolo.showLog',
] as const;

export type CommandId = (typeof COMMAND_IDS)[number];
