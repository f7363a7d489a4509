import { Controller } from '@nestjs/common';
import { EventStore, part, partFrom } from '@estafette/event-store';
import type { CallOf, CommandReply } from '@estafette/service-host';
import { asked, Commands, Input, post, Route, selfOr } from '@estafette/service-host';
import { credential } from '../credential/credential.stream.js';
import { importedCredential } from '../imported/imported-credential.stream.js';
import type { Offered } from './share.decider.js';
import type { SharedOne } from './share.events.js';
import { digestOfToken, makeToken } from './share-links.js';
import { closureBody, shareBody, sharedIn, shareParams } from './share.schemas.js';
import { share } from './share.stream.js';

const permission = selfOr();

const openShare = post('', {
  summary:
    'Share a credential of your own, or several under a title: whoever has the link, which nobody can guess, sees them and whether each holds',
  permission,
  body: shareBody,
  refuses: ['credential-of-another', 'share-exists', 'share-ends-before-it-begins', 'share-too-long'],
});
const closeShare = post(':shareId/closures', {
  summary: 'Close a share: its link does not work any more',
  permission,
  params: shareParams,
  body: closureBody,
});

@Controller('shares')
export class ShareController {
  constructor(
    private readonly commands: Commands,
    private readonly store: EventStore,
  ) {}

  @Route(openShare)
  open(@Input() call: CallOf<typeof openShare>): Promise<CommandReply> {
    const { shareId, title = null, language, expiresAt } = call.body;
    const all = sharedIn(call.body);
    const token = makeToken();
    const command = partFrom(share, shareId, async () => ({
      type: 'OpenShare' as const,
      ...asked(call),
      ...{ shareId, title, language, expiresAt },
      credentials: await Promise.all(all.map((one) => this.#offered(one))),
      offered: { token, digest: digestOfToken(token) },
    }));
    // Whoever shares it has seen it, and wants it.
    const accepted = all.flatMap((one) =>
      'credentialId' in one
        ? [part(credential, one.credentialId, { type: 'AcceptCredential', ...asked(call), implied: true })]
        : [],
    );
    return this.commands.run(call, [command, ...accepted], { location: at(shareId) });
  }

  /** What was removed is nobody's any more. */
  async #offered(one: SharedOne): Promise<Offered> {
    if ('credentialId' in one) {
      const { state } = await this.store.load(credential, one.credentialId);
      return { one, heldBy: state.issued?.learnerId ?? null, ofAnother: false };
    }
    const { state } = await this.store.load(importedCredential, one.importedCredentialId);
    const heldBy = (state.versions.length > 0 ? state.of?.learnerId : null) ?? null;
    return { one, heldBy, ofAnother: state.judgement?.whose === 'not-theirs' };
  }

  @Route(closeShare)
  close(@Input() call: CallOf<typeof closeShare>): Promise<CommandReply> {
    const { shareId } = call.params;
    const command = part(share, shareId, { type: 'CloseShare', ...asked(call) });
    return this.commands.run(call, command, { location: at(shareId) });
  }
}

function at(shareId: string): string {
  return `/v1/shares/${shareId}`;
}
