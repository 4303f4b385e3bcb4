import type { Case, Snapshot } from '../../domain/case';
import type { SlideName } from '../../domain/slide';
import { type Code, coded, type Dataset, line } from './encode';
import { derivedUid, uidOfUuid } from './uid';

/** Private codes; their meaning stands beside them. */
export const OWN_SCHEME = '99RETICLE';

/** Names the private codes to a reader (PS3.3, C.12.1.1.10). */
export const ownScheme: Dataset = {
  CodingSchemeIdentificationSequence: [
    {
      CodingSchemeDesignator: OWN_SCHEME,
      CodingSchemeName: 'Classes and measures of Reticle; meanings stand with the codes',
      CodingSchemeResponsibleOrganization: 'Reticle',
    },
  ],
};

export interface DicomContext {
  readonly case: Case;
  readonly snapshot: Snapshot;
  /** Null: not known. */
  readonly slide?: SlideName | null;
  readonly version: string;
}

export const SOP_CLASSES = {
  microscopicImage: '1.2.840.10008.5.1.4.1.1.77.1.2',
  segmentation: '1.2.840.10008.5.1.4.1.1.66.4',
  comprehensive3dSr: '1.2.840.10008.5.1.4.1.1.88.34',
} as const;
export type DicomRole = 'image' | 'segmentation' | 'report';

export async function instanceUid(snapshot: Snapshot, role: DicomRole): Promise<string> {
  return derivedUid(snapshot.id, role);
}
export async function seriesUid(kase: Pick<Case, 'id'>, role: DicomRole): Promise<string> {
  return derivedUid(kase.id, `series ${role}`);
}
export function studyUid(kase: Pick<Case, 'id'>): string {
  return uidOfUuid(kase.id);
}

/** "20261122" and "140305.250000" in UTC. */
export function dicomDate(iso: string): { readonly date: string; readonly time: string } {
  const utc = new Date(iso).toISOString();
  return {
    date: utc.slice(0, 10).replaceAll('-', ''),
    time: `${utc.slice(11, 19).replaceAll(':', '')}.${utc.slice(20, 23)}000`,
  };
}

/**
 * Patient, study, series, equipment and SOP common modules (PS3.3, C.7 and C.12.1). What is not known stays
 * empty: the only identifiers are those that the user typed.
 */
export async function commonModules(
  { case: kase, snapshot, version }: DicomContext,
  of: {
    readonly role: DicomRole;
    readonly sopClass: string;
    readonly modality: string;
    readonly series: string;
    readonly seriesNumber: number;
  },
): Promise<Dataset> {
  const study = dicomDate(kase.createdAt);
  const content = dicomDate(snapshot.capturedAt);
  return {
    SpecificCharacterSet: 'ISO_IR 192',
    SOPClassUID: of.sopClass,
    SOPInstanceUID: await instanceUid(snapshot, of.role),
    TimezoneOffsetFromUTC: '+0000',
    PatientName: '',
    PatientID: '',
    PatientBirthDate: '',
    PatientSex: '',
    StudyInstanceUID: studyUid(kase),
    StudyDate: study.date,
    StudyTime: study.time,
    ReferringPhysicianName: '',
    StudyID: '',
    AccessionNumber: line(kase.accession, 16),
    ...(kase.title && { StudyDescription: line(kase.title) }),
    Modality: of.modality,
    SeriesInstanceUID: await seriesUid(kase, of.role),
    SeriesNumber: of.seriesNumber,
    SeriesDescription: of.series,
    Manufacturer: 'Reticle',
    ManufacturerModelName: 'Reticle',
    DeviceSerialNumber: '0',
    SoftwareVersions: version,
    InstanceNumber: snapshot.number,
    ContentDate: content.date,
    ContentTime: content.time,
  };
}

/** Specimen module (PS3.3, C.7.6.22): the glass is the container, and what lies on it the specimen. */
export function specimenModule({ slide }: DicomContext): Dataset {
  if (!slide) return {};
  const name = line(slide.label) || slide.id;
  return {
    ContainerIdentifier: name,
    IssuerOfTheContainerIdentifierSequence: [],
    ContainerTypeCodeSequence: [coded(['433466003', 'SCT', 'Microscope slide'])],
    SpecimenDescriptionSequence: [
      {
        SpecimenIdentifier: name,
        IssuerOfTheSpecimenIdentifierSequence: [],
        SpecimenUID: uidOfUuid(slide.id),
        SpecimenPreparationSequence: [],
      },
    ],
  };
}

export function ownCode(value: string, meaning: string): Code {
  return [value, OWN_SCHEME, meaning];
}

export function reference(sopClass: string, instance: string): Dataset {
  return { ReferencedSOPClassUID: sopClass, ReferencedSOPInstanceUID: instance };
}
