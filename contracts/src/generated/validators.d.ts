// Generated from contracts/events by `npm run -w contracts generate`. Do not edit.
import type { ContractData } from './data.js';

export interface Validator {
  (data: unknown): boolean;
  errors: ValidatorError[] | null;
}
export interface ValidatorError {
  instancePath: string;
  keyword: string;
  params: Record<string, unknown>;
  propertyName?: string;
}
export const closed: Readonly<Record<keyof ContractData, Validator>>;
export const open: Readonly<Record<keyof ContractData, Validator>>;
export const envelope: Validator;
