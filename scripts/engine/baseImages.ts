/** The images that `templates/` builds on by default. */
export const NODE_IMAGE = 'node:24-bookworm-slim';
export const CUDA_IMAGE = 'nvidia/cuda:12.8.1-cudnn-runtime-ubuntu24.04';

/** References under which every engine has a stand-in, so that builds need no image registry. */
export const BASE_IMAGES: readonly string[] = [NODE_IMAGE, CUDA_IMAGE];

/** Label of a stand-in: which recipe it was made by. */
export const STAND_IN_LABEL = 'dev.yolo-dock.test.stand-in';
