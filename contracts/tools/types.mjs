// TypeScript: one interface per contract, and the map from type name to interface.
import { compile } from 'json-schema-to-typescript';
import { GENERATED } from './contracts-folder.mjs';

const OPTIONS = {
  bannerComment: '',
  additionalProperties: false,
  ignoreMinAndMaxItems: true,
  style: { printWidth: 120, singleQuote: true, trailingComma: 'all' },
};

export async function dataModule(contracts) {
  const interfaces = [];
  for (const { schema, interfaceName } of contracts) {
    const { $id, title, ...rest } = schema;
    interfaces.push(await compile({ ...rest, title: interfaceName }, interfaceName, OPTIONS));
  }
  return [
    GENERATED,
    '',
    ...interfaces,
    '/** What each contract carries, by its type name. */',
    'export interface ContractData {',
    ...contracts.map(({ type, interfaceName }) => `  '${type}': ${interfaceName};`),
    '}',
    '',
    'export const contractTypes = [',
    ...contracts.map(({ type }) => `  '${type}',`),
    '] as const satisfies readonly (keyof ContractData)[];',
    '',
  ].join('\n');
}

/** Beside the validators, which are JavaScript. */
export const validatorsTypes = `${GENERATED}
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
`;
