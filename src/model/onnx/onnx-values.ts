import { type Field, fieldsOf, textOf } from './protobuf';

/** A tensor that a network takes or gives. A side of null is free. */
export interface OnnxValue {
  readonly name: string;
  readonly dims: readonly (number | null)[];
  readonly type: number;
}

const VALUE = { name: 1, type: 2 } as const;

export const FLOAT = 1;
const FLOAT16 = 10;

/** IEEE 754: an exponent of all ones is infinity or not a number. */
export function allFinite(data: Uint8Array, type: number): boolean {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (type === FLOAT) {
    for (let at = 0; at + 4 <= data.length; at += 4)
      if ((view.getUint32(at, true) & 0x7f800000) === 0x7f800000) return false;
  } else if (type === FLOAT16) {
    for (let at = 0; at + 2 <= data.length; at += 2)
      if ((view.getUint16(at, true) & 0x7c00) === 0x7c00) return false;
  }
  return true;
}

/** ValueInfoProto -> TypeProto.tensor_type (1) -> elem_type (1), shape (2) -> dim (1) -> dim_value (1). */
export function typedValue({ bytes }: Field): OnnxValue {
  let [name, type] = ['', 0];
  const dims: (number | null)[] = [];
  const nested = (field: Field) => fieldsOf(field.bytes ?? new Uint8Array());
  for (const field of fieldsOf(bytes ?? new Uint8Array())) {
    if (field.number === VALUE.name) name = textOf(field);
    if (field.number !== VALUE.type) continue;
    for (const tensor of nested(field))
      if (tensor.number === 1)
        for (const part of nested(tensor)) {
          if (part.number === 1) type = part.value;
          if (part.number !== 2) continue;
          for (const dim of nested(part)) {
            if (dim.number !== 1) continue;
            let side: number | null = null;
            for (const entry of nested(dim)) if (entry.number === 1 && entry.value > 0) side = entry.value;
            dims.push(side);
          }
        }
  }
  return { name, dims, type };
}
