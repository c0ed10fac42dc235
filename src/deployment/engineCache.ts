/**
 * Where a TensorRT server keeps the engines that it builds, which takes minutes for each model and
 * kind of card.
 */
export const ENGINE_CACHE = '/var/cache/yolo';
