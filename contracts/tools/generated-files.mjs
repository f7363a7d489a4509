// Everything that follows from the schemas, as text by path: `generate` writes it, `check` compares it.
import { format } from 'prettier';
import { asyncApiDocument } from './asyncapi.mjs';
import { dataModule, validatorsTypes } from './types.mjs';
import { validatorsModule } from './validators.mjs';

export const GENERATED_FOLDER = 'src/generated';
export const ASYNCAPI = 'asyncapi.json';

export async function generatedFiles(read) {
  const asyncApi = JSON.stringify(asyncApiDocument(read));
  return new Map([
    [`${GENERATED_FOLDER}/data.ts`, await dataModule(read.contracts)],
    [`${GENERATED_FOLDER}/validators.js`, validatorsModule(read)],
    [`${GENERATED_FOLDER}/validators.d.ts`, validatorsTypes],
    [ASYNCAPI, await format(asyncApi, { parser: 'json', printWidth: 120 })],
  ]);
}
