/**
 * A UID under 2.25 from a UUID (DICOM PS3.5, B.2): the UUID's 128 bits as a decimal number. No registered
 * root is needed, and equal UUIDs give equal UIDs.
 */
export function uidOfUuid(uuid: string): string {
  return `2.25.${BigInt(`0x${uuid.replaceAll('-', '')}`)}`;
}

/** The UID of something that belongs to a UUID: a name-based UUID of version 8 over SHA-256 (RFC 9562, 5.8). */
export async function derivedUid(uuid: string, role: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${uuid}/${role}`));
  const bytes = new Uint8Array(digest).slice(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return uidOfUuid(Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''));
}
