import { type Sentence, sentence } from '../../text/sentence.ts';

/** What is said of files that are no model, or no whole one. */
export const OF_FILES: readonly Sentence[] = [
  sentence('{0} does not exist: check the path of the model.'),
  sentence('{0} is a folder: choose the .onnx file itself.'),
  sentence('{0} is not a regular file: choose an .onnx file.'),
  sentence('{0} is empty (0 bytes): download or export it again.'),
  sentence('{0} cannot be read ({1}): make it readable for the user who runs the server.'),
  sentence('{0} is not an ONNX model, or a damaged one ({1}): download or export it again.'),
  sentence('{0} is not an ONNX model, or a damaged one: download or export it again.'),
  sentence(
    '{0} is incomplete, as after an interrupted download: it should have at least {1} bytes, but has {2}; download it again.',
  ),
  sentence(
    '{0} is only a git-LFS pointer for a file of {1} bytes, not an ONNX model: run "git lfs pull" in its repository or download the file itself.',
  ),
  sentence(
    '{0} is only a git-LFS pointer, not an ONNX model: run "git lfs pull" in its repository or download the file itself.',
  ),
  sentence(
    '{0} is a web page (HTML), not an ONNX model: download the file itself, on GitHub with "Download raw file".',
  ),
  sentence(
    '{0} is a TensorRT engine, which works with one GPU model and version only, not an ONNX model: use the ONNX model that it was built from.',
  ),
  sentence('{0} holds PyTorch weights, not an ONNX model: export it to ONNX first: {1}.'),
  sentence(
    '{0} holds PyTorch weights, not an ONNX model: rename it to {1} and export it to ONNX: {2}.',
  ),
  sentence(
    '{0} is a text file that begins with "{1}", not an ONNX model: download the model again.',
  ),
  sentence(
    '{0} is an XML file (an OpenVINO model, or the error message of a download), not an ONNX model: choose a model in ONNX format.',
  ),
  sentence('{0} is {1}, not an ONNX model: unpack it and choose the .onnx file in it.'),
  sentence('{0} is {1}, not an ONNX model: choose a model in ONNX format.'),
  sentence(
    '{0} keeps its weights in {1}, which is not beside it: copy that file into the same folder, or export the model as one file.',
  ),
  sentence(
    '{0} asks for data outside its own folder ({1}), which is refused: export the model again, with its data beside it.',
  ),
  sentence(
    '{0} asks for data outside its own folder, which is refused: export the model again, with its data beside it.',
  ),
  sentence(
    '{0} refers to more weights than its external data file holds: copy or download that data file again.',
  ),
];
