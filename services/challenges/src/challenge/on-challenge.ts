import { EventStore, part, partFrom } from '@estafette/event-store';
import type { Call, CommandReply } from '@estafette/service-host';
import { asked, Commands } from '@estafette/service-host';
import { Injectable } from '@nestjs/common';
import { knownHub } from '../followed/followed.js';
import type { ChallengeCommand } from './challenge.commands.js';
import { challenge } from './challenge.stream.js';

type Wish<Command> = Command extends ChallengeCommand ? Omit<Command, 'by' | 'at' | 'hub'> : never;
/** What is asked of a challenge that is there; by whom, when and in which hub comes with the call. */
type WishForChallenge = Wish<Exclude<ChallengeCommand, { type: 'PostChallenge' | 'AcceptChallenge' }>>;
type OnChallengeCall = Call<{ readonly challengeId: string }>;

/** Runs commands on challenges. */
@Injectable()
export class OnChallenge {
  constructor(
    private readonly commands: Commands,
    private readonly store: EventStore,
  ) {}

  /**
   * Runs a command in the hub of its challenge, as it is known now.
   * @param path where below the challenge the thing is that it is about
   * @param options.adds whether it adds that thing
   */
  async run(
    call: OnChallengeCall,
    wish: WishForChallenge,
    path: readonly string[] = [],
    options: { readonly adds?: boolean } = {},
  ): Promise<CommandReply> {
    const { challengeId } = call.params;
    const inItsHub = partFrom(challenge, challengeId, async ({ hubId }) => {
      const hub = hubId === null ? null : await knownHub(this.store, hubId);
      return { ...wish, ...asked(call), hub };
    });
    return this.commands.run(call, inItsHub, { location: locationOf(challengeId, path), ...options });
  }

  async decide(
    call: Call,
    challengeId: string,
    command: ChallengeCommand,
    path: readonly string[] = [],
    options: { readonly adds?: boolean } = {},
  ): Promise<CommandReply> {
    const location = locationOf(challengeId, path);
    return this.commands.run(call, part(challenge, challengeId, command), { location, ...options });
  }
}

function locationOf(challengeId: string, path: readonly string[]): string {
  return ['/v1/challenges', challengeId, ...path].join('/');
}
