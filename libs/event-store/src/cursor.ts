/**
 * How far a reader of the log has come. The three are read in this order: the log's incarnation, the writing
 * transaction's id (xid8), the position. A position alone is not enough: transactions commit in another order than
 * they draw positions.
 */
export interface Cursor {
  readonly incarnation: number;
  readonly transactionId: bigint;
  readonly position: number;
}

export const START: Cursor = { incarnation: 0, transactionId: 0n, position: 0 };

/** Negative, zero or positive, as for `Array.prototype.sort`. */
export function compareCursors(a: Cursor, b: Cursor): number {
  if (a.incarnation !== b.incarnation) return a.incarnation - b.incarnation;
  if (a.transactionId !== b.transactionId) return a.transactionId < b.transactionId ? -1 : 1;
  return a.position - b.position;
}

/** `incarnation.transactionId.position`, as it travels in notifications and feed addresses. */
export function formatCursor(cursor: Cursor): string {
  return `${cursor.incarnation}.${cursor.transactionId}.${cursor.position}`;
}

/** The reverse of {@link formatCursor}; null when the text is no cursor. */
export function parseCursor(text: string): Cursor | null {
  const parts = /^(\d{1,9})\.(\d{1,19})\.(\d{1,15})$/.exec(text);
  if (!parts) return null;
  const [, incarnation = '', transactionId = '', position = ''] = parts;
  return { incarnation: Number(incarnation), transactionId: BigInt(transactionId), position: Number(position) };
}

/** Columns of a cursor as `pg` gives them: xid8 and bigint are text there. */
export interface CursorRow {
  readonly incarnation: number;
  readonly transaction_id: string;
  readonly position: string;
}

export function cursorOf(row: CursorRow): Cursor {
  return {
    incarnation: row.incarnation,
    transactionId: BigInt(row.transaction_id),
    position: Number(row.position),
  };
}
