const OPEN_BADGES = 'https://purl.imsglobal.org/spec/ob/v3p0/scope';

/** What an application may be let do, of the Open Badges 3.0 API (1EdTech, "Scopes"). */
export const OPEN_BADGES_SCOPES = [
  `${OPEN_BADGES}/credential.readonly`,
  `${OPEN_BADGES}/credential.upsert`,
  `${OPEN_BADGES}/profile.readonly`,
  `${OPEN_BADGES}/profile.update`,
] as const;

/** Lasting access, by refresh tokens (OpenID Connect Core 1.0, section 11). */
export const OFFLINE_ACCESS = 'offline_access';

/** Of our own pages alone, which need to know who somebody is and let nobody do anything. */
export const PAGES = 'pages';

/** What any application may register for. Never what lets somebody act as a person or as a service. */
export const APPLICATION_SCOPES = [...OPEN_BADGES_SCOPES, OFFLINE_ACCESS] as const;
