import type { TensorSpec } from '../types.ts';
import type { TensorHead } from './onnxModel.ts';
import { readTensor, readValueInfo, text } from './onnxModel.ts';
import type { Field, ProtobufWalker } from './protobuf.ts';

/** A node that hands its input on, at most in another shape or scale. */
export interface PassingNode {
  readonly operator: string;
  readonly inputs: readonly string[];
}

/** What is kept of a graph while it is walked. */
export interface GraphNotes {
  readonly inputs: TensorSpec[];
  readonly outputs: TensorSpec[];
  readonly operators: Map<string, number>;
  readonly initializers: Set<string>;
  /** Values of scalar float32 weights, by name. */
  readonly scalars: Map<string, number>;
  /** By the name of the output. */
  readonly passing: Map<string, PassingNode>;
  readonly externalData: Set<string>;
  parameters: number;
}

/** Operators behind which an output's quantisation step can still be told. */
const PASSING = new Set([
  'DequantizeLinear',
  'Identity',
  'Transpose',
  'Reshape',
  'Squeeze',
  'Unsqueeze',
  'Cast',
]);

/** Empty notes. */
export function newNotes(): GraphNotes {
  return {
    inputs: [],
    outputs: [],
    operators: new Map(),
    initializers: new Set(),
    scalars: new Map(),
    passing: new Map(),
    externalData: new Set(),
    parameters: 0,
  };
}

/** Reads a `GraphProto`. `main` is false for a graph inside a node, of which only files matter. */
export async function readGraph(
  walker: ProtobufWalker,
  end: number,
  notes: GraphNotes,
  main: boolean,
): Promise<void> {
  await walker.walk(end, (field) => {
    if (!field.delimited) return undefined;
    if (field.number === 1) return readNode(walker, field.end, notes, main);
    if (field.number === 5) {
      return readTensor(walker, field.end).then((tensor) => noteWeight(notes, tensor, main));
    }
    if (field.number === 15) return readSparse(walker, field.end, notes);
    if (main && (field.number === 11 || field.number === 12)) {
      const list = field.number === 11 ? notes.inputs : notes.outputs;
      return readValueInfo(walker, field.end).then((spec) => {
        list.push(spec);
      });
    }
    return undefined;
  });
}

function noteWeight(notes: GraphNotes, tensor: TensorHead, main: boolean): void {
  if (tensor.location !== undefined) notes.externalData.add(tensor.location);
  if (!main) return;
  notes.initializers.add(tensor.name);
  notes.parameters += tensor.elements;
  if (tensor.scalar !== undefined && tensor.elements === 1) {
    notes.scalars.set(tensor.name, tensor.scalar);
  }
}

/** Reads a `NodeProto`. */
export async function readNode(
  walker: ProtobufWalker,
  end: number,
  notes: GraphNotes,
  main: boolean,
): Promise<void> {
  const inputs: string[] = [];
  let output: string | undefined;
  let operator = '';
  await walker.walk(end, (field) => {
    // Two inputs are enough: the value, and the scale of a DequantizeLinear.
    if (main && field.number === 1 && inputs.length < 2) {
      return text(walker, field, (name) => {
        inputs.push(name);
      });
    }
    if (main && field.number === 2 && output === undefined) {
      return text(walker, field, (name) => {
        output = name;
      });
    }
    if (main && field.number === 4) {
      return text(walker, field, (type) => {
        operator = type;
      });
    }
    if (field.number === 5 && field.delimited) {
      return walker.walk(field.end, (attribute) => visitAttribute(walker, attribute, notes));
    }
    return undefined;
  });
  if (!main) return;
  notes.operators.set(operator, (notes.operators.get(operator) ?? 0) + 1);
  if (output !== undefined && PASSING.has(operator)) {
    notes.passing.set(output, { operator, inputs });
  }
}

/** Tensors and graphs inside attributes may name external files as well. */
function visitAttribute(
  walker: ProtobufWalker,
  field: Field,
  notes: GraphNotes,
): Promise<void> | undefined {
  if (!field.delimited) return undefined;
  switch (field.number) {
    case 5:
    case 10:
      return readTensor(walker, field.end).then((tensor) => noteWeight(notes, tensor, false));
    case 6:
    case 11:
      return readGraph(walker, field.end, notes, false);
    case 22:
    case 23:
      return readSparse(walker, field.end, notes);
    default:
      return undefined;
  }
}

async function readSparse(walker: ProtobufWalker, end: number, notes: GraphNotes): Promise<void> {
  await walker.walk(end, (field) => {
    if (!field.delimited || field.number > 2) return undefined;
    return readTensor(walker, field.end).then((tensor) => noteWeight(notes, tensor, false));
  });
}

/**
 * The quantisation step of an output: the smallest difference between two of its values, when the
 * whole tensor comes from one DequantizeLinear with one scale. `undefined` otherwise.
 */
export function outputStep(notes: GraphNotes, output: string): number | undefined {
  let name: string | undefined = output;
  // Bounded, since a broken graph may form a ring.
  for (let hop = 0; hop < 16 && name !== undefined; hop++) {
    const node: PassingNode | undefined = notes.passing.get(name);
    if (node?.operator === 'DequantizeLinear') return notes.scalars.get(node.inputs[1] ?? '');
    name = node?.inputs[0];
  }
  return undefined;
}
