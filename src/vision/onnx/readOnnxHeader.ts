import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { OnnxHeader } from '../types.ts';
import { ByteReader, MalformedError } from './byteReader.ts';
import type { GraphNotes } from './onnxGraph.ts';
import { newNotes, outputStep, readGraph, readNode } from './onnxGraph.ts';
import { readEntry, text } from './onnxModel.ts';
import type { Field } from './protobuf.ts';
import { ProtobufWalker } from './protobuf.ts';

/**
 * Reads what an ONNX file says about itself. Weights are jumped over, so that a file of gigabytes
 * takes milliseconds and some hundred kilobytes of memory. Field numbers are those of onnx.proto3.
 *
 * @throws {MalformedError} when the bytes are not an ONNX model or end too early; `inspectModel`
 *   turns that into a sentence for people.
 */
export async function readOnnxHeader(path: string): Promise<OnnxHeader> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    return await readModel(new ProtobufWalker(new ByteReader(file, size)), basename(path));
  } finally {
    await file.close();
  }
}

async function readModel(walker: ProtobufWalker, file: string): Promise<OnnxHeader> {
  const { size } = walker.reader;
  const notes = newNotes();
  const metadata = new Map<string, string>();
  let irVersion = 0;
  let producer = '';
  let opset = 0;
  let graphs = 0;
  const visit = (field: Field): Promise<void> | undefined => {
    if (field.number === 1) irVersion = field.value ?? 0;
    if (!field.delimited) return undefined;
    switch (field.number) {
      case 2:
        return text(walker, field, (name) => {
          producer = name;
        });
      case 7:
        graphs++;
        return readGraph(walker, field.end, notes, true);
      case 8:
        return readOpset(walker, field.end).then((version) => {
          opset = Math.max(opset, version);
        });
      case 14:
        return readEntry(walker, field.end).then(([key, value]) => {
          metadata.set(key, value);
        });
      case 20:
      case 25:
        return walker.walk(field.end, (inner) => visitFunction(walker, field, inner, notes));
      default:
        return undefined;
    }
  };
  try {
    await walker.walk(size, visit);
  } catch (error) {
    // Random bytes often look like a field that is too long. A model starts with its version.
    if (error instanceof MalformedError && error.needs !== undefined && irVersion === 0) {
      throw new MalformedError(error.message);
    }
    throw error;
  }
  if (irVersion === 0 && graphs === 0) throw new MalformedError('it holds no graph');
  if (graphs === 0) throw new MalformedError('it ends before its graph', size + 1);
  return {
    file,
    bytes: size,
    irVersion,
    opset,
    producer,
    inputs: notes.inputs.filter(({ name }) => !notes.initializers.has(name)),
    outputs: notes.outputs,
    outputSteps: new Map(
      notes.outputs.flatMap(({ name }) => {
        const step = outputStep(notes, name);
        return step === undefined ? [] : [[name, step] as const];
      }),
    ),
    operators: notes.operators,
    parameters: notes.parameters,
    externalData: [...notes.externalData],
    metadata,
  };
}

/** Reads an `OperatorSetIdProto`: the version of the default set, 0 for another. */
async function readOpset(walker: ProtobufWalker, end: number): Promise<number> {
  let domain = '';
  let version = 0;
  await walker.walk(end, (field) => {
    if (field.number === 2) version = field.value ?? 0;
    if (field.number !== 1) return undefined;
    return text(walker, field, (read) => {
      domain = read;
    });
  });
  return domain === '' || domain === 'ai.onnx' ? version : 0;
}

/** `TrainingInfoProto` (20) holds two graphs, `FunctionProto` (25) nodes: both may name files. */
function visitFunction(
  walker: ProtobufWalker,
  outer: Field,
  field: Field,
  notes: GraphNotes,
): Promise<void> | undefined {
  if (!field.delimited) return undefined;
  if (outer.number === 20 && field.number <= 2) return readGraph(walker, field.end, notes, false);
  if (outer.number === 25 && field.number === 7) return readNode(walker, field.end, notes, false);
  return undefined;
}
