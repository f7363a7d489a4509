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
      readonly hasImage: boolean;
    })
  | (Asked<'ReviseAchievement'> & {
      readonly definition: Definition;
      /** Whether the school uploaded the image that the definition names, as it stands in this service's own log. */
      readonly hasImage: boolean;
    })
  | Asked<'PublishAchievement'>
  | Asked<'RetireAchievement'>;
