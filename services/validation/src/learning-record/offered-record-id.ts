import { v5 as uuidv5 } from 'uuid';

/** The namespace of the ids of offered records: a random UUID, never to change, or every leg would be offered again. */
export const OFFERED_RECORD_NAMESPACE = '5d0a3c0e-6d6b-4c0f-9a55-7f2f5a4be1c9';

/** The id of the one record that a member is offered for a leg: uuid v5 (RFC 9562) of `<legId>/<personId>`. */
export function offeredRecordId(legId: string, personId: string): string {
  return uuidv5(`${legId}/${personId}`, OFFERED_RECORD_NAMESPACE);
}
