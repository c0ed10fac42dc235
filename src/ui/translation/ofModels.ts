import { type Sentence, sentence } from '../../text/sentence.ts';

/** What is said of models that cannot be used. */
export const OF_MODELS: readonly Sentence[] = [
  sentence(
    '{0} needs ONNX opset {1}, but ONNX Runtime supports opsets up to {2}: export it again with a lower one, such as opset=17.',
  ),
  sentence(
    '{0} needs ONNX opset {1}, but this ONNX Runtime supports opsets up to {2}: export it again with a lower one, such as opset=17.',
  ),
  sentence(
    '{0} uses ONNX file format (IR) version {1}, but ONNX Runtime reads versions up to {2}: export it again with an older onnx package or a lower opset.',
  ),
  sentence(
    '{0} uses ONNX file format (IR) version {1}, but this ONNX Runtime reads versions up to {2}: export it again with an older onnx package or a lower opset.',
  ),
  sentence(
    '{0} uses the operator {1} in a way (an element type or version) that this device cannot run: export it again as float32, or run it on another device.',
  ),
  sentence(
    '{0} uses the operator {1}, which ONNX Runtime does not have (it may belong to TensorRT or be custom): export the model without plugins or NMS.',
  ),
  sentence(
    '{0} gives {1} values of type {2}, which it cannot take, as after a broken conversion to float16: export it again as float32, or with half=True from the start.',
  ),
  sentence(
    '{0} cannot be loaded by ONNX Runtime ({1}): export it again, or check it with another tool.',
  ),
  sentence(
    'CUDA finds no NVIDIA GPU that it can use ({0}): use the device cpu or auto, or check the GPU and its driver.',
  ),
  sentence(
    "ONNX Runtime's {0} support, or a library that it needs, is not installed beside the server: use the device cpu or auto, or install it.",
  ),
  sentence(
    '{0} was given {1} where it takes {2} only: leave imgsz out, or export it with dynamic=True.',
  ),
  sentence(
    '{0} cannot run at this input size although it declares it ({1}): set imgsz to the size that it was exported with, usually 640.',
  ),
  sentence('{0} loads but cannot run ({1}): export it again, or run it on another device.'),
  sentence(
    '{0} takes pictures of {1} × {2} (height × width) only, not {3} × {4}: leave imgsz out, or export it with dynamic=True.',
  ),
  sentence(
    '{0} takes sizes that are multiples of {1}, which {2} × {3} is not: choose another imgsz.',
  ),
  sentence('The name given for class {0} of {1} is empty: give one name for each class.'),
  sentence('{0} has {1} classes, but 1 name is given for them: give one name for each class.'),
  sentence('{0} has {1} classes, but {2} names are given for them: give one name for each class.'),
  sentence(
    'There is not enough memory to load {0}: raise its budget, free memory on the device, or use a smaller model or size.',
  ),
  sentence(
    'There is not enough memory to run {0}: raise its budget, free memory on the device, or use a smaller model or size.',
  ),
  sentence(
    'There is not enough memory to load {0} ({1} MiB were asked for at once): raise its budget, free memory on the device, or use a smaller model or size.',
  ),
  sentence(
    'There is not enough memory to run {0} ({1} MiB were asked for at once): raise its budget, free memory on the device, or use a smaller model or size.',
  ),
  sentence(
    '{0} gives no numbers (NaN) as scores, so it can never find anything: its conversion, usually to float16, overflowed; export it again as float32.',
  ),
  sentence(
    '{0} gives a score of exactly 0 to everything, because its quantisation rounds boxes and scores alike to multiples of {1}: quantise it again without its last layers, or export it as float.',
  ),
  sentence(
    '{0} gives a score of exactly 0 to everything, so it can never find anything: its weights are damaged; export it again.',
  ),
  sentence(
    '{0} is an RT-DETR or DEIM detector (it has an input "orig_target_sizes"), which is not supported: use a YOLO model.',
  ),
  sentence(
    '{0} has no input for a picture (its inputs: {1}), so it is not a detector by itself: choose the model that was exported with it.',
  ),
  sentence('{0} wants more than a picture (its inputs: {1}): export it with one image input.'),
  sentence(
    '{0} takes its picture channel-last ({1}), as TensorFlow does: export it with the layout [1, 3, height, width].',
  ),
  sentence('{0} was exported for batches of exactly {1} pictures: export it with batch=1.'),
  sentence('{0} wants pictures with {1} channels ({2}): use a model for RGB pictures.'),
  sentence('{0} wants pictures as {1}: export it as float32.'),
  sentence('{0} has outputs that are not laid out as in any supported family ({1}): {2}.'),
  sentence('{0} is an RT-DETR detector ({1}): {2}.'),
  sentence('{0} looks like a classifier, but does not say so ({1}): {2}.'),
  sentence('{0} is made for the task "{1}" ({2}): {3}.'),
  sentence('The stated {0} does not fit {1} ({2}, which looks like family {3}): {4}.'),
  sentence('The stated {0} does not fit {1} ({2}): {3}.'),
];
