import type { Decider } from '@estafette/decider';
import { refuse, unknown } from '@estafette/decider';
import type { ImportedCredentialEvent, Judgement, Version } from './imported-credential.events.js';

interface By {
  readonly person: string;
}

export type ImportedCredentialCommand =
  | {
      readonly type: 'ImportCredential';
      readonly by: By;
      readonly importedCredentialId: string;
      readonly version: Version;
      /** Of this version; genuine, or it would not come here. */
      readonly judgement: Judgement;
    }
  /** Judges what is kept once more: its status may have changed since. */
  | { readonly type: 'JudgeImportedCredential'; readonly by: By; readonly judgement: Judgement }
  | { readonly type: 'RemoveImportedCredential'; readonly by: By };

export interface ImportedCredentialState {
  /** Null while there never was anything. */
  readonly of: { readonly importedCredentialId: string; readonly learnerId: string } | null;
  /** All that were brought, the newest last; none once it was removed. */
  readonly versions: readonly Version[];
  readonly judgement: Judgement | null;
}

/** Nobody reissues a credential so often; and each holds a whole text. */
export const MOST_VERSIONS = 50;
/** Judgements that say the same are kept once in this time, in milliseconds: asking on and on does not fill the log. */
const BETWEEN_JUDGEMENTS_MS = 60_000;

/** The rules of a credential from elsewhere: its learner brings it, in ever newer versions, has it judged, and removes it. */
export const importedCredentialDecider: Decider<
  ImportedCredentialState,
  ImportedCredentialCommand,
  ImportedCredentialEvent
> = {
  initialState: { of: null, versions: [], judgement: null },
  evolve: (state, event) => {
    switch (event.type) {
      case 'CredentialImported':
      case 'ImportedCredentialReplaced': {
        const { importedCredentialId, learnerId } = event.data;
        const versions = [...state.versions, versionOf(event.data)];
        return { of: { importedCredentialId, learnerId }, versions, judgement: judgementOf(event.data) };
      }
      case 'ImportedCredentialJudged':
        return { ...state, judgement: judgementOf(event.data) };
      case 'ImportedCredentialRemoved':
        return { ...state, versions: [], judgement: null };
    }
  },
  decide: (command, state) => {
    switch (command.type) {
      case 'ImportCredential':
        return bring(command, state);
      case 'JudgeImportedCredential':
        return judge(command, state);
      case 'RemoveImportedCredential':
        return remove(command, state);
    }
  },
};

type Command<Type extends ImportedCredentialCommand['type']> = Extract<ImportedCredentialCommand, { type: Type }>;

function bring(
  { by, importedCredentialId, version, judgement }: Command<'ImportCredential'>,
  { of, versions }: ImportedCredentialState,
): ImportedCredentialEvent[] {
  if (of !== null) assertTheirs(by, of);
  const data = { importedCredentialId, learnerId: by.person, ...version, ...judgement };
  const newest = versions.at(-1);
  if (newest === undefined) return [{ type: 'CredentialImported', data }];
  if (newest.sha256 === version.sha256) return [];
  if (isOlder(version, newest)) {
    refuse('newer-version-kept', 'A newer version of this credential is kept already: the later `validFrom` counts.');
  }
  if (versions.length >= MOST_VERSIONS) {
    refuse(
      'too-many-versions',
      `Of one credential ${MOST_VERSIONS} versions are kept: remove it, then bring this one.`,
    );
  }
  return [{ type: 'ImportedCredentialReplaced', data }];
}

/** What does not say from when it holds is not known to be older. */
function isOlder({ content: { validFrom } }: Version, { content: kept }: Version): boolean {
  return validFrom !== null && kept.validFrom !== null && Date.parse(validFrom) < Date.parse(kept.validFrom);
}

function judge(
  { by, judgement }: Command<'JudgeImportedCredential'>,
  { of, versions, judgement: last }: ImportedCredentialState,
): ImportedCredentialEvent[] {
  const kept = versions.length > 0 ? of : null;
  assertTheirs(by, kept);
  const { judgedAt } = judgement;
  const soon = last !== null && Date.parse(judgedAt) < Date.parse(last.judgedAt) + BETWEEN_JUDGEMENTS_MS;
  if (soon && saying(last) === saying(judgement)) return [];
  return [{ type: 'ImportedCredentialJudged', data: { ...kept, ...judgement } }];
}

/** All that it says, but when. */
function saying({ judgedAt: _at, ...said }: Judgement): string {
  return JSON.stringify([said.verdict, said.whose, said.checks]);
}

function remove(
  { by }: Command<'RemoveImportedCredential'>,
  { of, versions }: ImportedCredentialState,
): ImportedCredentialEvent[] {
  assertTheirs(by, of);
  return versions.length === 0 ? [] : [{ type: 'ImportedCredentialRemoved', data: of }];
}

function assertTheirs(by: By, of: ImportedCredentialState['of']): asserts of is NonNullable<typeof of> {
  if (of?.learnerId !== by.person) unknown('imported-credential-unknown', 'There is no such credential that is yours.');
}

function versionOf({ form, secured, kind, text, content, sha256 }: Version): Version {
  return { form, secured, kind, text, content, sha256 };
}

function judgementOf({ verdict, whose, judgedAt, checks }: Judgement): Judgement {
  return { verdict, whose, judgedAt, checks };
}
