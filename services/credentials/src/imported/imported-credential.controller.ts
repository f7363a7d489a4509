import { createHash } from 'node:crypto';
import { Controller } from '@nestjs/common';
import { refuse } from '@estafette/decider';
import { part } from '@estafette/event-store';
import type { Call, CallOf, CommandReply } from '@estafette/service-host';
import { asked, Commands, Input, post, Route, selfOr } from '@estafette/service-host';
import { VerificationSources } from '../verification/verification-sources.js';
import * as schema from './imported-credential.schemas.js';
import { importedCredential } from './imported-credential.stream.js';
import { Importing, type Asking } from './importing.js';

const permission = selfOr();
const params = schema.importedCredentialParams;

const importCredential = post('', {
  summary:
    'Bring a credential that somebody else issued into your passport: as JSON, as a JWT, baked into an image, or by its address; it is kept as it came, with what the verifier says of it',
  permission,
  body: schema.importBody,
  takes: schema.importTakes,
  refuses: [
    'credential-not-genuine',
    'credential-not-decided',
    'credential-kind-not-taken',
    'credential-held-here',
    'newer-version-kept',
    'too-many-versions',
    'too-many-imported',
    'url-not-read',
  ],
});
const judgeAgain = post(':importedCredentialId/judgements', {
  summary: 'Have a credential from elsewhere judged again: what it was issued under may have changed',
  permission,
  params,
  body: schema.judgementBody,
});
const remove = post(':importedCredentialId/removals', {
  summary: 'Remove a credential from elsewhere from your passport',
  permission,
  params,
  body: schema.removalBody,
});

@Controller('imported-credentials')
export class ImportedCredentialController {
  constructor(
    private readonly commands: Commands,
    private readonly importing: Importing,
    private readonly sources: VerificationSources,
  ) {}

  @Route(importCredential)
  async bring(@Input() call: CallOf<typeof importCredential>): Promise<CommandReply> {
    const { body } = call;
    const asIs = typeof body === 'string' || body instanceof Uint8Array;
    const asking = askingOf(call, asIs ? {} : body);
    const input = asIs ? body : 'url' in body ? await this.sources.credentialAt(body.url) : body.credential;
    const { importedCredentialId, received, replaces, command } = await this.importing.take(input, asking);
    if (await this.importing.isHeldHere(received, asking.personId)) {
      refuse('credential-held-here', 'This was issued here, and you hold it: see GET /v1/credentials.');
    }
    return this.commands.run(briefly(call, input), command, { location: at(importedCredentialId), adds: !replaces });
  }

  @Route(judgeAgain)
  judge(@Input() call: CallOf<typeof judgeAgain>): Promise<CommandReply> {
    const { importedCredentialId } = call.params;
    const command = this.importing.again(importedCredentialId, askingOf(call, call.body));
    return this.commands.run(call, command, { location: at(importedCredentialId) });
  }

  @Route(remove)
  remove(@Input() call: CallOf<typeof remove>): Promise<CommandReply> {
    const { importedCredentialId } = call.params;
    const command = part(importedCredential, importedCredentialId, {
      type: 'RemoveImportedCredential',
      by: asked(call).by,
    });
    return this.commands.run(call, command, { location: at(importedCredentialId) });
  }
}

function askingOf(
  { actor, at: moment }: Pick<Call, 'actor' | 'at'>,
  { language, identity }: Pick<Asking, 'language' | 'identity'>,
): Asking {
  return { personId: actor.person, at: moment, language, identity };
}

/** A repeat is told by what was sent, of which an image is too long to be compared as JSON. */
function briefly<Of extends Call>(call: Of, input: string | Uint8Array): Of {
  return { ...call, body: createHash('sha256').update(input).digest('hex') };
}

function at(importedCredentialId: string): string {
  return `/v1/imported-credentials/${importedCredentialId}`;
}
