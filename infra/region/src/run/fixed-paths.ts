/** Where the API of Open Badges 3.0 lies (section 6 of that standard): below an address of the region, not of a service. */
export const OPEN_BADGES_PATH = '/ims/ob/v3p0';

/** Paths that a standard fixes, each with the service that serves it, at the same path. */
export const FIXED_PATHS: ReadonlyMap<string, string> = new Map([[OPEN_BADGES_PATH, 'credentials']]);
