import { Controller } from '@nestjs/common';
import { EventStore, part, partFrom } from '@estafette/event-store';
import type { CallOf, CommandReply } from '@estafette/service-host';
import { asked, Commands, Input, post, Route, selfOr } from '@estafette/service-host';
import { credential } from '../credential/credential.stream.js';
import { digestOfToken, makeToken } from './share-links.js';
import { closureBody, shareBody, shareParams } from './share.schemas.js';
import { share } from './share.stream.js';

const permission = selfOr();

const openShare = post('', {
  summary: 'Share a credential of your own: whoever has the link, which nobody can guess, sees it and whether it holds',
  permission,
  body: shareBody,
  refuses: ['share-exists', 'share-ends-before-it-begins', 'share-too-long'],
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
    const { shareId, credentialId } = call.body;
    const token = makeToken();
    const command = partFrom(share, shareId, async () => {
      const { state } = await this.store.load(credential, credentialId);
      return {
        type: 'OpenShare' as const,
        ...asked(call),
        ...call.body,
        heldBy: state.issued?.learnerId ?? null,
        offered: { token, digest: digestOfToken(token) },
      };
    });
    // Whoever shares it has seen it, and wants it.
    const accepted = part(credential, credentialId, { type: 'AcceptCredential', ...asked(call), implied: true });
    return this.commands.run(call, [command, accepted], { location: at(shareId) });
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
