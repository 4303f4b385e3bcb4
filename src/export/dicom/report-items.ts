import { type Code, coded, type Dataset, decimal, line } from './encode';

export type Relationship =
  | 'CONTAINS'
  | 'HAS OBS CONTEXT'
  | 'HAS ACQ CONTEXT'
  | 'HAS CONCEPT MOD'
  | 'HAS PROPERTIES'
  | 'SELECTED FROM';

/** Content items of a structured report (PS3.3, C.17.3). */
function item(relationship: Relationship, type: string, name: Code | null, value: Dataset): Dataset {
  return {
    RelationshipType: relationship,
    ValueType: type,
    ...(name && { ConceptNameCodeSequence: [coded(name)] }),
    ...value,
  };
}

export function container(relationship: Relationship, name: Code, content: readonly Dataset[]): Dataset {
  return item(relationship, 'CONTAINER', name, {
    ContinuityOfContent: 'SEPARATE',
    ...(content.length > 0 && { ContentSequence: content }),
  });
}

export function code(relationship: Relationship, name: Code, value: Code): Dataset {
  return item(relationship, 'CODE', name, { ConceptCodeSequence: [coded(value)] });
}

export function text(relationship: Relationship, name: Code, value: string): Dataset {
  return item(relationship, 'TEXT', name, { TextValue: line(value, 10_240) });
}

export function uidref(relationship: Relationship, name: Code, value: string): Dataset {
  return item(relationship, 'UIDREF', name, { UID: value });
}

export function image(relationship: Relationship, name: Code | null, reference: Dataset): Dataset {
  return item(relationship, 'IMAGE', name, { ReferencedSOPSequence: [reference] });
}

export function num(relationship: Relationship, name: Code, value: number, unit: Code): Dataset {
  return item(relationship, 'NUM', name, {
    MeasuredValueSequence: [{ NumericValue: decimal(value), MeasurementUnitsCodeSequence: [coded(unit)] }],
  });
}

/** Observer context of a device (TID 1004). */
export function device(uid: string, name: string): Dataset[] {
  return [
    code('HAS OBS CONTEXT', ['121005', 'DCM', 'Observer Type'], ['121007', 'DCM', 'Device']),
    uidref('HAS OBS CONTEXT', ['121012', 'DCM', 'Device Observer UID'], uid),
    text('HAS OBS CONTEXT', ['121013', 'DCM', 'Device Observer Name'], name),
  ];
}
