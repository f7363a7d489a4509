/** A moment as JWTs tell it: whole seconds (`NumericDate`, RFC 7519, section 2). @param moment a date, or ISO 8601 */
export const secondsOf = (moment: Date | string): number => Math.floor(new Date(moment).getTime() / 1_000);
