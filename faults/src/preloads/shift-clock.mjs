/** The wall clock is wrong by so much; what measures spans (performance.now) is not. */
export function shiftClock(ms) {
  const RealDate = Date;
  class ShiftedDate extends RealDate {
    constructor(...args) {
      if (args.length === 0) super(RealDate.now() + ms);
      else super(...args);
    }

    static now() {
      return RealDate.now() + ms;
    }
  }
  // Called without `new`, Date gives the time as text.
  globalThis.Date = new Proxy(ShiftedDate, { apply: () => new ShiftedDate().toString() });
}
