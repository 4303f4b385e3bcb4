import { ReticleError } from '../../domain/errors';
import { allFinite, FLOAT, type OnnxValue, typedValue } from './onnx-values';
import { type Field, fieldsOf, numbersOf, textOf } from './protobuf';

export type { OnnxValue } from './onnx-values';

/** What an ONNX file says of itself. */
export interface OnnxFile {
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** Version of the standard operators. */
  readonly opset: number;
  readonly operators: ReadonlySet<string>;
  readonly parameters: number;
}

// Numbers of fields in onnx.proto3.
const MODEL = { graph: 7, opset: 8 } as const;
const OPSET = { domain: 1, version: 2 } as const;
const GRAPH = { node: 1, initializer: 5, input: 11, output: 12, sparse: 15 } as const;
const NODE = { output: 2, operator: 4, attribute: 5, domain: 7, input: 1 } as const;
const ATTRIBUTE = { tensor: 5, graph: 6, graphs: 11 } as const;
const TENSOR = { dims: 1, type: 2, floats: 4, name: 8, raw: 9, external: 13, location: 14 } as const;

const BYTES_OF_TYPE: Readonly<Record<number, number>> = {
  1: 4,
  2: 1,
  3: 1,
  4: 2,
  5: 2,
  6: 4,
  7: 8,
  9: 1,
  10: 2,
  11: 8,
};

/** Nested graphs (If, Loop) deeper than this are nobody's. */
const DEEPEST = 4;
const STANDARD = new Set(['', 'ai.onnx', 'com.microsoft']);

const MOST_WEIGHTS = 512 * 2 ** 20;

/**
 * Reads what a network takes and gives, and refuses what cannot or must not be run, before any of it is.
 * @param name of the file, for messages
 * @throws ReticleError 'model-invalid', 'model-corrupt'
 */
export function readOnnx(bytes: Uint8Array, name: string): OnnxFile {
  try {
    return new Reader(name).read(bytes);
  } catch (cause) {
    if (cause instanceof ReticleError) throw cause;
    throw new ReticleError(
      'model-corrupt',
      `${name} is not an ONNX file, or was damaged: ${cause instanceof Error ? cause.message : String(cause)}.`,
      'Export the model to ONNX again.',
      { cause },
    );
  }
}

class Reader {
  readonly #operators = new Set<string>();
  #parameters = 0;
  #weightBytes = 0;

  constructor(private readonly name: string) {}

  read(bytes: Uint8Array): OnnxFile {
    let graph: Uint8Array | null = null;
    let opset = 0;
    for (const field of fieldsOf(bytes)) {
      if (field.number === MODEL.graph) graph = field.bytes;
      if (field.number === MODEL.opset) opset = Math.max(opset, this.#opset(field));
    }
    if (!graph) throw new RangeError('it holds no network');
    const { inputs, outputs, initialized } = this.#graph(graph, 0);
    return {
      // Old exporters list the weights as inputs too.
      inputs: inputs.filter((input) => !initialized.has(input.name)),
      outputs,
      opset,
      operators: this.#operators,
      parameters: this.#parameters,
    };
  }

  #opset({ bytes }: Field): number {
    let [domain, version] = ['', 0];
    for (const field of fieldsOf(bytes ?? new Uint8Array())) {
      if (field.number === OPSET.domain) domain = textOf(field);
      if (field.number === OPSET.version) version = field.value;
    }
    return domain === '' || domain === 'ai.onnx' ? version : 0;
  }

  #graph(bytes: Uint8Array, depth: number) {
    if (depth > DEEPEST) throw this.#invalid('nests networks too deeply');
    const inputs: OnnxValue[] = [];
    const outputs: OnnxValue[] = [];
    const initialized = new Set<string>();
    const links: { readonly from: readonly string[]; readonly to: readonly string[] }[] = [];
    for (const field of fieldsOf(bytes)) {
      const { number } = field;
      if (number === GRAPH.node) links.push(this.#node(field, depth));
      else if (number === GRAPH.initializer) initialized.add(this.#tensor(field));
      else if (number === GRAPH.sparse) throw this.#invalid('has sparse weights, which are not read');
      else if (number === GRAPH.input) inputs.push(typedValue(field));
      else if (number === GRAPH.output) outputs.push(typedValue(field));
    }
    if (depth === 0)
      this.#refuseCycles(links, new Set([...initialized, ...inputs.map((input) => input.name)]));
    return { inputs, outputs, initialized };
  }

  #node({ bytes }: Field, depth: number) {
    let [operator, domain] = ['', ''];
    const from: string[] = [];
    const to: string[] = [];
    for (const field of fieldsOf(bytes ?? new Uint8Array())) {
      if (field.number === NODE.operator) operator = textOf(field);
      else if (field.number === NODE.domain) domain = textOf(field);
      else if (field.number === NODE.input) from.push(textOf(field));
      else if (field.number === NODE.output) to.push(textOf(field));
      else if (field.number === NODE.attribute) this.#attribute(field, depth);
    }
    if (!STANDARD.has(domain))
      throw this.#invalid(
        `needs the operator ${JSON.stringify(operator.slice(0, 60))} of ${JSON.stringify(domain.slice(0, 60))}, which is not a standard one`,
      );
    this.#operators.add(operator);
    return { from, to };
  }

  #attribute({ bytes }: Field, depth: number): void {
    for (const field of fieldsOf(bytes ?? new Uint8Array())) {
      if (field.number === ATTRIBUTE.tensor) this.#tensor(field);
      if ((field.number === ATTRIBUTE.graph || field.number === ATTRIBUTE.graphs) && field.bytes)
        this.#graph(field.bytes, depth + 1);
    }
  }

  /** Checks one weight. @returns its name */
  #tensor({ bytes }: Field): string {
    const dims: number[] = [];
    let [name, type, data, listed, external] = ['', 0, null as Uint8Array | null, false, false];
    for (const field of fieldsOf(bytes ?? new Uint8Array())) {
      if (field.number === TENSOR.dims) dims.push(...numbersOf(field));
      else if (field.number === TENSOR.type) type = field.value;
      else if (field.number === TENSOR.name) name = textOf(field);
      else if (field.number === TENSOR.raw) data = field.bytes;
      else if (field.number === TENSOR.floats) {
        data = field.bytes;
        listed = true;
      } else if (field.number === TENSOR.external) external = true;
      else if (field.number === TENSOR.location && field.value === 1) external = true;
    }
    if (external)
      throw this.#invalid(
        `keeps the weights ${shown(name)} in another file`,
        'Export it with all weights in the one .onnx file.',
      );
    const count = dims.reduce((product, side) => product * side, 1);
    const size = count * (BYTES_OF_TYPE[type] ?? 1);
    this.#weightBytes += size;
    if (this.#weightBytes > MOST_WEIGHTS)
      throw this.#invalid(
        `declares weights of ${Math.ceil(this.#weightBytes / 2 ** 20)} MB; ${MOST_WEIGHTS / 2 ** 20} MB may come`,
        'Use a smaller model.',
      );
    this.#parameters += count;
    if (data && !listed && type in BYTES_OF_TYPE && data.length !== size)
      throw new ReticleError(
        'model-corrupt',
        `The weights ${shown(name)} in ${this.name} are ${data.length} bytes; their shape needs ${size}.`,
        'The file was cut short or changed. Export the model again.',
      );
    if (data && !allFinite(data, listed ? FLOAT : type))
      throw new ReticleError(
        'model-corrupt',
        `The weights ${shown(name)} in ${this.name} hold values that are not finite numbers.`,
        'Its training went wrong, or float16 was too small for them. Export the model again.',
      );
    return name;
  }

  /** A node can be run once all that it takes is there; where none can, the rest goes round in a circle. */
  #refuseCycles(
    links: readonly { readonly from: readonly string[]; readonly to: readonly string[] }[],
    known: ReadonlySet<string>,
  ): void {
    const made = new Set(links.flatMap(({ to }) => to));
    const waiting = new Map<string, (typeof links)[number][]>();
    const missing = new Map<(typeof links)[number], number>();
    const ready: (typeof links)[number][] = [];
    for (const link of links) {
      const lacks = [...new Set(link.from)].filter((name) => made.has(name) && !known.has(name));
      missing.set(link, lacks.length);
      if (lacks.length === 0) ready.push(link);
      for (const name of lacks) waiting.set(name, [...(waiting.get(name) ?? []), link]);
    }
    let run = 0;
    for (let link = ready.pop(); link; link = ready.pop(), run++)
      for (const name of link.to)
        for (const next of waiting.get(name) ?? []) {
          const left = (missing.get(next) ?? 1) - 1;
          missing.set(next, left);
          if (left === 0) ready.push(next);
        }
    if (run < links.length)
      throw this.#invalid('goes round in a circle: an operator waits for its own answer');
  }

  #invalid(what: string, remedy = 'Export the model to ONNX again with standard operators.'): ReticleError {
    return new ReticleError('model-invalid', `The network in ${this.name} ${what}.`, remedy);
  }
}

const shown = (name: string) => JSON.stringify(name.slice(0, 80));
