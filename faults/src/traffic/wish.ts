/** What a command that was acknowledged must have left in a service's log: exactly one such event. */
export interface Trace {
  readonly stream: string;
  readonly type: string;
  /** A member of the event's data that tells it from others of its type in that stream; `key.keyId` is one within another. */
  readonly where?: readonly [member: string, value: string];
}

/** One command, as a person means it. */
export interface Wish {
  readonly service: string;
  readonly method?: 'POST' | 'PUT';
  readonly path: string;
  /** A text is a CSV file. */
  readonly body: object | string;
  readonly as: string;
  /** An organisation's id, `self`, or null where it goes without saying. */
  readonly for: string | null;
  readonly leaves: Trace;
  /** Refusals that end by themselves, once a fact of another service has arrived. */
  readonly early?: readonly string[];
  /** Refusals that are as right as an acknowledgement, after what others did meanwhile. */
  readonly rightly?: readonly string[];
}

/** A wish, and what came of it. */
export interface Entry {
  readonly wish: Wish;
  readonly key: string;
  /** How often it was sent until an answer came. */
  attempts: number;
  /** The status of its acknowledgement; null: none came. */
  acknowledged: number | null;
  /** Whether the answer said that what was written can be read now. */
  readable: boolean;
}

/** A file of awards that a school sent, and whom it awards: each of them once, in however many files they stand. */
export interface AwardFile {
  readonly bulkAwardId: string;
  readonly learners: readonly string[];
}

/** What the client knows: every command that it sent, and every answer that should not have come. */
export class Ledger {
  readonly entries: Entry[] = [];
  readonly files: AwardFile[] = [];
  /** Answers that no fault excuses: a refusal of what is right, a command's effect that its caller could not read. */
  readonly wrongs: string[] = [];
  /** Answers of status 500 and above, by status and code. */
  readonly troubles = new Map<string, number>();

  get acknowledged(): number {
    return this.entries.filter((entry) => entry.acknowledged !== null).length;
  }

  trouble(what: string): void {
    this.troubles.set(what, (this.troubles.get(what) ?? 0) + 1);
  }
}
