/**
 * A number of hours as `xsd:duration`, which has fractions of seconds alone (XML Schema 1.1 part 2, section 3.3.6): seven hours and a half
 * are `PT7H30M`.
 *
 * @param duration `PT7.5H`, as our credentials tell a study load (ISO 8601); undefined where it is of another form
 */
export function toXsdDuration(duration: string): string | undefined {
  const hours = /^PT(\d+(?:\.\d+)?)H$/.exec(duration)?.[1];
  if (hours === undefined) return undefined;
  const seconds = Math.round(Number(hours) * 3600);
  const parts: [number, string][] = [
    [Math.floor(seconds / 3600), 'H'],
    [Math.floor(seconds / 60) % 60, 'M'],
    [seconds % 60, 'S'],
  ];
  const told = parts.filter(([amount]) => amount > 0).map(([amount, unit]) => `${amount}${unit}`);
  return `PT${told.length > 0 ? told.join('') : '0S'}`;
}
