import type { Definition } from './achievement.events.js';

/** Who asks, and for which school. */
export interface By {
  readonly person: string;
  readonly for: string;
}

interface Asked<Type extends string> {
  readonly type: Type;
  readonly by: By;
}

export type AchievementCommand =
  | (Asked<'DefineAchievement'> & {
      readonly achievementId: string;
      /** Whether the school is an issuer, as it stands in this service's own log. */
      readonly issuerRegistered: boolean;
      readonly definition: Definition;
    })
  | (Asked<'ReviseAchievement'> & { readonly definition: Definition })
  | Asked<'PublishAchievement'>
  | Asked<'RetireAchievement'>;
