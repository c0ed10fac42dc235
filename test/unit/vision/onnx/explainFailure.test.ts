import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainLoadFailure } from '../../../../src/vision/onnx/explainLoadFailure.ts';
import { explainRunFailure } from '../../../../src/vision/onnx/explainRunFailure.ts';
import { runtimeMessage } from '../../../../src/vision/onnx/runtimeMessage.ts';

const header = { file: 'x.onnx' };
const SOURCE = '/onnxruntime_src/onnxruntime/core';

test('C++ noise is removed', () => {
  const cases: readonly (readonly [string, string])[] = [
    [
      `Load model from a/b.onnx failed:${SOURCE}/graph/model.cc:187 onnxruntime::Model::Model(onnx::ModelProto&&, const onnxruntime::PathString&, const std::function<void()>&) ModelProto does not have a graph.\n`,
      'ModelProto does not have a graph',
    ],
    [
      `Non-zero status code returned while running Add node. Name:'/m/Add_2' Status Message: ${SOURCE}/providers/cpu/math/element_wise_ops.h:583 void onnxruntime::BroadcastIterator::Append(ptrdiff_t, ptrdiff_t) axis == 1 || axis == largest was false. Attempting to broadcast an axis by a dimension other than 1. 10 by 20\n`,
      "running Add node. Name:'/m/Add_2' Status Message: Attempting to broadcast an axis by a dimension other than 1. 10 by 20",
    ],
    [
      'Status Message: non_max_suppression_helper.h:110 PrepareCompute The most inner dimension in boxes must have 4 data.',
      'Status Message: The most inner dimension in boxes must have 4 data',
    ],
    ['[ONNXRuntimeError] : 7 : INVALID_PROTOBUF : Odd', 'Odd'],
  ];
  for (const [raw, clear] of cases) assert.equal(runtimeMessage(new Error(raw)), clear);
  assert.ok(runtimeMessage(new Error('x'.repeat(5000))).length <= 300);
});

test('load errors become codes and sentences', () => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    [
      'Opset 99 is under development and ... Current official support for domain ai.onnx is till opset 26.',
      'opset-too-new',
      /opset 99.*up to 26/,
    ],
    [
      'Unsupported model IR version: 20, max supported IR version: 13',
      'opset-too-new',
      /version 20.*up to 13/,
    ],
    [
      'Load model from m.onnx failed:Fatal error: TRT:EfficientNMS_TRT(1) is not a registered function/op',
      'unsupported-operator',
      /EfficientNMS_TRT/,
    ],
    [
      'This is an invalid model. Error: No Op registered for BatchedNMSDynamic_TRT with domain_version of 11',
      'unsupported-operator',
      /BatchedNMSDynamic_TRT/,
    ],
    [
      "Could not find an implementation for ConvInteger(10) node with name 'Conv_0_quant'",
      'unsupported-operator',
      /ConvInteger/,
    ],
    [
      "Type Error: Type 'tensor(float16)' of input parameter (x) of operator (Resize) in node (r) is invalid.",
      'load-failed',
      /Resize.*float16/,
    ],
    [
      'Failed to allocate memory for requested buffer of size 4294967296',
      'out-of-memory',
      /4096 MiB/,
    ],
    ['CUDA failure 2: out of memory ; GPU=0', 'out-of-memory', /not enough memory to load x\.onnx/],
    ['Something new', 'load-failed', /Something new/],
    [
      'OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library',
      'device-unavailable',
      /CUDA support.*not installed beside the server: use the device cpu or auto/,
    ],
    [
      'OrtSessionOptionsAppendExecutionProvider_TensorRT: Failed to load shared library',
      'device-unavailable',
      /TensorRT support/,
    ],
    [
      `${SOURCE}/session/provider_bridge_ort.cc:1778 onnxruntime::Provider& onnxruntime::ProviderLibrary::Get() [ONNXRuntimeError] : 1 : FAIL : Failed to load library libonnxruntime_providers_cuda.so with error: libcublasLt.so.12: cannot open shared object file: No such file or directory`,
      'device-unavailable',
      /CUDA support, or a library that it needs/,
    ],
    [
      'CUDA failure 100: no CUDA-capable device is detected ; GPU=-1',
      'device-unavailable',
      /CUDA finds no NVIDIA GPU/,
    ],
    [
      'External data path validation failed for initializer: w. Error: tensorprotoutils.cc:461 F External data path does not exist: "/m/w.bin"',
      'external-data-missing',
      /"w\.bin"/,
    ],
    [
      'Error: External data path escapes model directory. External data path: "../w"',
      'external-data-outside',
      /refused/,
    ],
    [
      'External initializer: w offset: 0 size to read: 768 given file_length: 10 are out of bounds or can not be read in full.',
      'truncated',
      /external data file/,
    ],
  ];
  for (const [raw, code, words] of cases) {
    const error = explainLoadFailure(new Error(raw), header);
    assert.equal(error.code, code, raw);
    assert.match(error.message, words);
    assert.match(error.message, /\.$/);
  }
  const own = explainLoadFailure(new Error('x'), header);
  assert.equal(explainLoadFailure(own, header), own);
});

test('an error that quotes megabytes of a hostile name is read in no time', () => {
  const start = performance.now();
  for (const unit of [
    'Opset 1 is under development ',
    "Type 'tensor(a)' of input operator (b) ",
    'External initializer ',
    'a.cc',
    'a.cc:1 ::',
    '. \t',
    'index: 1 Got: 1',
    'Load model from x failed',
  ]) {
    const error = new Error(unit.repeat(1_000_000 / unit.length));
    explainLoadFailure(error, header);
    explainRunFailure(error, header);
  }
  assert.ok(performance.now() - start < 2_000);
});

test('run errors become codes and sentences', () => {
  const wrong =
    'Got invalid dimensions for input: images for the following indices\n index: 2 Got: 320 Expected: 640\n index: 3 Got: 320 Expected: 640\n Please fix';
  const size = explainRunFailure(new Error(wrong), header);
  assert.equal(size.code, 'size-mismatch');
  assert.match(size.message, /given 320 × 320 where it takes 640 × 640 only/);
  const lie = explainRunFailure(
    new Error(
      'Non-zero status code returned while running Concat node. Status Message: concat.cc:159 PrepareForCompute Non concat axis dimensions must match: Axis 2',
    ),
    header,
  );
  assert.equal(lie.code, 'size-mismatch');
  assert.equal(explainRunFailure('odd', header).code, 'run-failed');
  assert.equal(explainRunFailure(new Error('std::bad_alloc'), header).code, 'out-of-memory');
});
