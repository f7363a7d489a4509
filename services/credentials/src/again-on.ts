import { DomainError } from '@estafette/decider';

/**
 * Does something again where a rule refuses it with this code, since what it was made of changed meanwhile.
 *
 * @param most so often at most, the first time included
 * @throws DomainError with this code, when it was refused that often; whatever else is thrown
 */
export async function againOn<T>(code: string, most: number, work: () => Promise<T>): Promise<T> {
  for (let time = 1; ; time++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DomainError && error.code === code) || time === most) throw error;
    }
  }
}
