import { describe, expect, it } from 'vitest';
import { kafkaSecurityOf, readConfig } from './config.js';

const right = {
  DATABASE_URL: 'postgresql://lamps@127.0.0.1/lamps',
  VAULT_KEY: Buffer.alloc(32, 1).toString('base64'),
  ISSUER_URL: 'http://127.0.0.1:1',
  AUDIENCE: 'urn:estafette:test',
  SERVICE_CLIENT_ID: 'lamps',
  SERVICE_CLIENT_SECRET: 'secret',
};
const faultsOf = (environment: Record<string, string>, upstreams: string[] = []): string[] => {
  try {
    readConfig(environment, upstreams);
    return [];
  } catch (error) {
    return (error as Error).message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
};

describe('the configuration', () => {
  it('takes what is needed and fills in the rest', () => {
    expect(readConfig({ ...right, LOG_LEVEL: '' })).toMatchObject({
      PORT: 3000,
      HOST: '127.0.0.1',
      TRANSPORT: 'feed',
      MEMBERSHIP_STALE_AFTER: 900,
      VIEWS_WAIT_MS: 2000,
      LOG_LEVEL: 'info',
    });
  });

  it('names every variable that is missing, together', () => {
    expect(faultsOf({})).toEqual(Object.keys(right).map((name) => `${name}: is missing`));
  });

  it('names every fault of every kind together, and no value', () => {
    const wrong = {
      ...right,
      DATABASE_URL: 'mysql://root:hunter2@db/x',
      VAULT_KEY: 'aHVudGVyMg==',
      ISSUER_URL: 'hunter2',
      PORT: '70000',
      MEMBERSHIP_STALE_AFTER: 'soon',
      FIRST_ADMIN: 'hunter2',
      TRANSPORT: 'kafka',
    };
    const faults = faultsOf(wrong);
    expect(faults.map((fault) => fault.split(':')[0]).toSorted()).toEqual([
      'DATABASE_URL',
      'FIRST_ADMIN',
      'ISSUER_URL',
      'KAFKA_BROKERS',
      'MEMBERSHIP_STALE_AFTER',
      'PORT',
      'VAULT_KEY',
    ]);
    expect(faults.join()).not.toMatch(/hunter2|aHVudGVyMg/);
  });

  it('says which feeds are missing, and only where feeds are read', () => {
    const environment = { ...right, FEEDS: 'organisations=http://127.0.0.1:4001' };
    expect(faultsOf(environment, ['organisations', 'challenges'])).toEqual([
      'FEEDS: does not say where the feed of challenges is: challenges=http://…',
    ]);
    expect(faultsOf({ ...right, TRANSPORT: 'kafka', KAFKA_BROKERS: 'k:9092' }, ['challenges'])).toEqual([]);
    expect(faultsOf({ ...right, FEEDS: 'organisations' }, ['organisations'])).toHaveLength(1);
  });
});

describe('TLS and login at Kafka', () => {
  const kafka = { ...right, TRANSPORT: 'kafka', KAFKA_BROKERS: 'k:9093' };
  const login = { KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512', KAFKA_USERNAME: 'lamps', KAFKA_PASSWORD: 'hunter2' };

  it('are left out unless they are set', () => {
    expect(kafkaSecurityOf(readConfig(kafka))).toEqual({ ssl: false });
    expect(kafkaSecurityOf(readConfig({ ...kafka, KAFKA_SSL: 'false', KAFKA_USERNAME: '' }))).toEqual({ ssl: false });
  });

  it('are taken alone and together', () => {
    const sasl = { mechanism: 'scram-sha-512', username: 'lamps', password: 'hunter2' };
    expect(kafkaSecurityOf(readConfig({ ...kafka, KAFKA_SSL: 'true' }))).toEqual({ ssl: true });
    expect(kafkaSecurityOf(readConfig({ ...kafka, ...login }))).toEqual({ ssl: false, sasl });
    expect(kafkaSecurityOf(readConfig({ ...kafka, ...login, KAFKA_SSL: 'true' }))).toEqual({ ssl: true, sasl });
    const plain = readConfig({ ...kafka, ...login, KAFKA_SASL_MECHANISM: 'plain' });
    expect(kafkaSecurityOf(plain)).toMatchObject({ sasl: { mechanism: 'plain' } });
  });

  it.each([
    [{ KAFKA_USERNAME: 'lamps' }, ['KAFKA_SASL_MECHANISM', 'KAFKA_PASSWORD']],
    [{ KAFKA_PASSWORD: 'hunter2' }, ['KAFKA_SASL_MECHANISM', 'KAFKA_USERNAME']],
    [{ KAFKA_SASL_MECHANISM: 'plain', KAFKA_USERNAME: 'lamps' }, ['KAFKA_PASSWORD']],
    [
      { KAFKA_SASL_MECHANISM: 'hunter2', KAFKA_SSL: 'yes' },
      ['KAFKA_SSL', 'KAFKA_SASL_MECHANISM', 'KAFKA_USERNAME', 'KAFKA_PASSWORD'],
    ],
  ])('of which a part is missing or wrong are refused, with all else: %o', (part, named) => {
    const faults = faultsOf({ ...kafka, ...part, PORT: '70000' });
    expect(faults.map((fault) => fault.split(':')[0])).toEqual(['PORT', ...named]);
    expect(faults.join()).not.toContain('hunter2');
  });
});
