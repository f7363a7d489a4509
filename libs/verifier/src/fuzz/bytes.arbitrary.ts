import fc from 'fast-check';

// What happens to bytes on their way, and what somebody may do to them who knows what kind of file they are.

interface Change {
  readonly kind: 'replace' | 'insert' | 'remove' | 'repeat' | 'cut' | 'turn';
  /** Where, and up to where: parts of the whole. */
  readonly at: number;
  readonly to: number;
  readonly bytes: Uint8Array;
}

const part = fc.double({ min: 0, max: 1, noNaN: true });

/** @param pieces of which files of this kind are made */
export function bytesFrom<T>(
  files: readonly T[],
  bytesOf: (file: T) => Uint8Array,
  pieces: readonly string[],
): fc.Arbitrary<[T, Buffer]> {
  const change: fc.Arbitrary<Change> = fc.record({
    kind: fc.constantFrom('replace', 'insert', 'remove', 'repeat', 'cut', 'turn'),
    at: part,
    // Short pieces more often than long ones.
    to: part.map((length) => length ** 6),
    bytes: fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 8 }),
      fc.constantFrom(...pieces).map((piece) => Buffer.from(piece, 'latin1')),
    ),
  });
  return fc
    .tuple(fc.constantFrom(...files), fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([file, changes]) => [file, changes.reduce(changed, Buffer.from(bytesOf(file)))]);
}

function changed(file: Buffer, { kind, at, to, bytes }: Change): Buffer {
  const start = Math.floor(at * file.length);
  const end = Math.min(file.length, start + Math.ceil(to * file.length));
  const [before, between, after] = [file.subarray(0, start), file.subarray(start, end), file.subarray(end)];
  const all: Record<Change['kind'], () => Buffer[]> = {
    replace: () => [before, Buffer.from(bytes), file.subarray(start + bytes.length)],
    insert: () => [before, Buffer.from(bytes), between, after],
    remove: () => [before, after],
    repeat: () => [before, between, between, after],
    cut: () => [before],
    turn: () => [before, Buffer.from(between.map((byte, nth) => (nth === 0 ? byte ^ (bytes[0] ?? 1) : byte))), after],
  };
  return Buffer.concat(all[kind]());
}
